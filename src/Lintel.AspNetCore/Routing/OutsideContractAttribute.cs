using Microsoft.AspNetCore.Builder;

namespace Lintel.AspNetCore;

/// <summary>
/// Takes an endpoint under an API's base path out of the contract: it is neither guarded nor logged, and its answers are its own, as if it lay elsewhere.
/// Has no effect on routes that merely reach into a base path by a parameter, such as a fallback; those never answer inside an API.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OutsideContractAttribute : Attribute;

/// <summary>Takes endpoints out of the contract of the API that they lie in.</summary>
public static class OutsideContractExtensions
{
    /// <summary>Takes the endpoint out of its API's contract, such as a health check that a probe without a key asks. Start-up logs it.</summary>
    /// <param name="builder">The endpoint.</param>
    public static TBuilder OutsideContract<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new OutsideContractAttribute()));
        return builder;
    }
}
