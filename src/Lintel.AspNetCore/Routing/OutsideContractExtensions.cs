using Lintel.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

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
