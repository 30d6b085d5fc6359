using Lintel.RateLimits;

namespace Lintel.Contracts;

/// <summary>Finds the differences between two versions of a contract that need a restart: something was made of them when the process started.</summary>
internal static class RestartNeeds
{
    // Routing, the server's limits, the verifiers of credentials, the guards and what masks secrets are made of these.
    private static readonly string[] Wired = ["basePath", "mode", "realm", "credentials", "order", "requestId", "sizes", "cors", "unknownMembers"];

    // The roles of operators are made of the scopes of the management API.
    private static readonly string[] WiredOfOperators = ["scopes", "accounts", "plans"];

    /// <summary>Lists the members that need a restart, such as <c>credentials</c> or <c>limits.daily</c>; empty where none does.</summary>
    public static IReadOnlyList<string> Of(Contract before, Contract after) => before.Api != after.Api
        ? ["api"]
        :
        [
            .. (before.Api == Contract.Default.Api ? Wired.Concat(WiredOfOperators) : Wired)
                .Where(member => before.Members.GetValueOrDefault(member) != after.Members.GetValueOrDefault(member)),
            .. LimitsOf(before.Limits, after.Limits),
        ];

    private static IEnumerable<string> LimitsOf(IReadOnlyList<RateLimitPolicy> before, IReadOnlyList<RateLimitPolicy> after) =>
        ContractChanges.Difference([.. before.Select(policy => policy.Name)], [.. after.Select(policy => policy.Name)]) is null
            ? before.Zip(after).Where(pair => Counters(pair.First) != Counters(pair.Second)).Select(pair => $"limits.{pair.Second.Name}")
            : ["limits"];

    /// <summary>The policy without what each request brings along or is told: the counters are kept, whatever that is.</summary>
    private static RateLimitPolicy Counters(RateLimitPolicy policy) =>
        policy with { Allow = 1, Headers = default, Classes = [], Named = false, WindowText = string.Empty };
}
