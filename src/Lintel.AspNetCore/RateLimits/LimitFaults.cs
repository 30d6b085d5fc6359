using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>
/// Finds the rate limit policies that an operation cannot be counted under. At run time such a policy would count nobody, or all callers together.
/// </summary>
internal static class LimitFaults
{
    public static IEnumerable<string> Of(Operation operation, Contract contract)
    {
        foreach (var limit in operation.Limits)
        {
            var policy = contract.Limits.FirstOrDefault(policy => policy.Named && policy.Name == limit.Policy);
            var fault = policy is null
                ? $"is under the limit '{limit.Policy}', which {contract.File} does not declare as named. Add it under 'limits' with 'named: true'."
                : FaultOf(limit, policy, contract) ?? CallerFaultOf(operation, policy, contract);
            if (fault is not null)
            {
                yield return $"{operation.Name} {fault}";
            }
        }

        foreach (var same in operation.Limits.GroupBy(limit => limit.Policy, StringComparer.Ordinal).Where(
            same => same.Count() > 1 && !same.All(limit => limit.IsPlain)))
        {
            yield return $"{operation.Name} names the limit '{same.Key}' twice, and a request is counted under it once. Declare a second limit in {contract.File}, and name that.";
        }
    }

    private static string? FaultOf(NamedLimit limit, RateLimitPolicy policy, Contract contract)
    {
        if (limit.Accepts(policy.Per))
        {
            return null;
        }

        var per = WordOf(policy.Per);
        if (limit.Parameter is { } parameter)
        {
            var needed = WordOf(limit.CountsByText ? RateLimitPartition.Value : RateLimitPartition.Address);
            return $"counts sign-ins under the limit '{policy.Name}' as {parameter}, which needs 'per: {needed}', and {contract.File} says 'per: {per}'. Name a limit 'per: {needed}'.";
        }

        return limit.CountsByText
            ? $"gives a value to the limit '{policy.Name}', and {contract.File} says 'per: {per}', which counts by something else. Say 'per: value' there, or "
                + "leave the value out."
            : $"is under the limit '{policy.Name}' without a value, and {contract.File} says 'per: {per}'. Give the value to count by: "
                + $"CountedUnder(\"{policy.Name}\", (…) => …).";
    }

    /// <summary>A caller whom the policy does not know is not counted; where it knows none of the operation's callers, it does nothing.</summary>
    private static string? CallerFaultOf(Operation operation, RateLimitPolicy policy, Contract contract)
    {
        if (policy.Per is RateLimitPartition.Address or RateLimitPartition.Value)
        {
            return null;
        }

        var under = $"is under the limit '{policy.Name}', which {contract.File} declares 'per: {WordOf(policy.Per)}'";
        return operation.Anonymous || operation.CredentialIsOptional
            ? $"{under}, and {(operation.Anonymous ? "AllowAnonymous" : "OptionalCredential")} lets in callers who have none. Name a limit 'per: address'."
            : policy.Per == RateLimitPartition.Application && !AcceptsApplications(operation, contract)
            ? $"{under}, and takes no credentials of applications. Add them to AcceptsCredential or to the 'credentials' of {contract.File}, or name a limit "
                + "'per: key'."
            : null;
    }

    private static bool AcceptsApplications(Operation operation, Contract contract) =>
        contract.Credentials.Any(scheme => scheme.Kind == CredentialKind.Application && operation.Accepts(scheme));

    private static string WordOf(RateLimitPartition per) => per.ToString().ToLowerInvariant();
}
