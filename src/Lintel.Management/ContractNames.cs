using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management;

/// <summary>The names that contracts declare, for requests that use them.</summary>
internal static class ContractNames
{
    public static IReadOnlyList<Contract> ContractsOf(this ApiCall call) => [.. call.Http.RequestServices.GetRequiredService<LintelOptions>().Contracts];

    public static Contract ContractOf(this ApiCall call, string api) =>
        call.ContractsOf().FirstOrDefault(contract => contract.Api == api) ?? throw new InvalidOperationException($"No contract '{api}' is loaded.");

    /// <summary>An object of numbers by the names of rate limit policies.</summary>
    public static IReadOnlyDictionary<string, int>? Limits(this FieldReader fields, string name) =>
        fields.Object(name, limits => limits.Names.Distinct().ToDictionary(policy => policy, policy => (int)(limits.Integer(policy, min: 1, max: 10_000_000) ?? 1)));

    /// <summary>Whether a contract declares these scopes and rate limit policies; every one that it does not is a fault of its own.</summary>
    public static Decision CheckNames(this ApiCall call, string api, IReadOnlyList<string>? scopes, IReadOnlyDictionary<string, int>? limits)
    {
        var contract = call.ContractOf(api);
        var faults = new List<FieldFault>();
        for (var i = 0; i < scopes?.Count; i++)
        {
            if (contract.Scopes.All(scope => scope.Name != scopes[i]))
            {
                faults.Add(call.Fault($"scopes[{i}]", $"must be one of {Quoted(contract.Scopes.Select(scope => scope.Name))}"));
            }
        }

        foreach (var policy in limits?.Keys.Where(name => contract.Limits.All(limit => limit.Name != name)) ?? [])
        {
            faults.Add(call.Fault($"limits.{policy}", $"is no rate limit of {api}; it has {Quoted(contract.Limits.Select(limit => limit.Name))}"));
        }

        return faults.Count == 0 ? Decision.Pass : Refusal.Invalid(faults);
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "none";
}
