using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management;

/// <summary>What the contracts of this process declare, for requests that use it.</summary>
internal static class ContractNames
{
    public static IReadOnlyList<Contract> ContractsOf(this ApiCall call) => call.Http.RequestServices.GetRequiredService<LintelOptions>().Contracts.AsReadOnly();

    /// <summary>An object of numbers by the names of rate limit policies; the names are checked where the API is known.</summary>
    public static IReadOnlyDictionary<string, int>? Limits(this FieldReader fields, string name) =>
        fields.Object(name, limits => limits.Names.Distinct().ToDictionary(policy => policy, policy => (int)(limits.Integer(policy, min: 1, max: 10_000_000) ?? 1)));
}
