using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management;

/// <summary>What the contracts of this process declare, for requests that use it.</summary>
internal static class ContractNames
{
    // Each is looked for among all that were sent, which takes time by the square of their number. What is left out is refused as unknown.
    private const int MostLimits = 100;

    public static IReadOnlyList<Contract> ContractsOf(this ApiCall call) =>
        call.Http.RequestServices.GetRequiredService<ApiDirectory>().Contracts;

    /// <summary>The API whose accounts and keys are good in the API of that name: its realm. A name that no contract has is left as it is.</summary>
    public static string? RealmOf(this ApiCall call, string? api) => call.ContractsOf().FirstOrDefault(contract => contract.Api == api)?.Realm ?? api;

    /// <summary>An object of numbers by the names of rate limit policies; the names are checked where the API is known.</summary>
    public static IReadOnlyDictionary<string, int>? Limits(this FieldReader fields, string name) =>
        fields.Object(
            name,
            limits => limits.Names.Take(MostLimits).ToDictionary(policy => policy, policy => (int)(limits.Integer(policy, min: 1, max: 10_000_000) ?? 1)));
}
