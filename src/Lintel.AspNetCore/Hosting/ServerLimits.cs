using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Kestrel's limits for a server on the open network. Each one that is raised above Kestrel's default is listed in SECURITY.md with the most that a
/// request at that limit can cost.
/// </summary>
internal sealed class ServerLimits(ApiDirectory apis) : IConfigureOptions<KestrelServerOptions>
{
    /// <summary>
    /// Lines of header fields. Kestrel copies what came before when a name repeats, so the time grows with the square of the count: it is a constant
    /// and never derived from the size.
    /// </summary>
    public const int HeaderCount = 200;

    /// <summary>Open connections. Each may hold one body of the largest size until the deadline of bodies.</summary>
    public const int Connections = 1000;

    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));

    public void Configure(KestrelServerOptions options)
    {
        var limits = options.Limits;
        limits.MaxRequestHeaderCount = HeaderCount;
        limits.MaxConcurrentConnections = Connections;
        limits.MinRequestBodyDataRate = SlowestBody;
        limits.MaxRequestLineSize = Math.Max(limits.MaxRequestLineSize, ServerNeeds.RequestLine(apis));
        limits.MaxRequestHeadersTotalSize = Math.Max(limits.MaxRequestHeadersTotalSize, ServerNeeds.Headers(apis));
        limits.MaxRequestBufferSize = Math.Max(
            limits.MaxRequestBufferSize ?? long.MaxValue, Math.Max(limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize));
    }
}
