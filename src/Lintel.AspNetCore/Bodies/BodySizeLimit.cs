using Microsoft.AspNetCore.Http.Metadata;

namespace Lintel.AspNetCore;

/// <summary>
/// The largest request body of an endpoint, in the metadata that ASP.NET Core itself reads: routing, request decompression and forms go by the same
/// number as the front door.
/// </summary>
/// <param name="bytes">The limit in bytes.</param>
internal sealed class BodySizeLimit(long bytes) : IRequestSizeLimitMetadata, IFormOptionsMetadata
{
    public long? MaxRequestBodySize { get; } = bytes;

    public long? MultipartBodyLengthLimit { get; } = bytes;

    public bool? BufferBody => null;

    public int? MemoryBufferThreshold => null;

    public long? BufferBodyLengthLimit => null;

    public int? ValueCountLimit => null;

    public int? KeyLengthLimit => null;

    public int? ValueLengthLimit => null;

    public int? MultipartBoundaryLengthLimit => null;

    public int? MultipartHeadersCountLimit => null;

    public int? MultipartHeadersLengthLimit => null;
}
