using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>
/// Tells middleware after the guards the limit of the contract, where the endpoint has none of its own. Request decompression bounds what it unpacks by it;
/// the server's limit, which it would take otherwise, leaves room for the framing of chunks.
/// </summary>
internal sealed class BodySizeMetadata(long bytes) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => bytes;

    /// <summary>Returns the endpoint with the contract's limit; the same endpoint where it has a limit of its own.</summary>
    public static RouteEndpoint Add(RouteEndpoint endpoint, Operation operation, Contract contract) => operation.MaxBody is not null
        ? endpoint
        : new RouteEndpoint(
            endpoint.RequestDelegate!,
            endpoint.RoutePattern,
            endpoint.Order,
            new EndpointMetadataCollection([.. endpoint.Metadata, new BodySizeMetadata(contract.Sizes.Body)]),
            endpoint.DisplayName);
}
