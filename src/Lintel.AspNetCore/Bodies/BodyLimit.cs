using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>The largest body of an operation: one number for Content-Length, chunks, and what comes out of decompression.</summary>
internal static class BodyLimit
{
    /// <summary>No limit, as <c>[DisableRequestSizeLimit]</c> says.</summary>
    public const long None = long.MaxValue;

    // Each byte of a body may come in a chunk of its own, with six bytes of framing and an extension.
    private const int MostFraming = 8;
    private const int LeastFraming = 4096;

    /// <summary>The limit in bytes; <see cref="None"/> for none.</summary>
    public static long Of(ApiCall call) => call.Operation?.MaxBody ?? call.Contract.Sizes.Body;

    /// <summary>
    /// Refuses a body that says how large it is, before any of it is read. What is read is counted by whoever reads it; the server, which counts the
    /// framing of chunks as well, is left to bound that.
    /// </summary>
    public static Refusal? Apply(ApiCall call)
    {
        if (RefusalOfLength(call) is { } refusal)
        {
            return refusal;
        }

        var limit = Of(call);
        if (call.Http.Feature<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            call.ServerBodyLimit ??= server.MaxRequestBodySize ?? None;
            server.MaxRequestBodySize = limit > (None - LeastFraming) / MostFraming ? null : (limit * MostFraming) + LeastFraming;
        }

        return null;
    }

    /// <summary>The refusal of a body that says that it is too large; null for any other.</summary>
    public static Refusal? RefusalOfLength(ApiCall call) => Of(call) is var limit && call.Http.Request.ContentLength > limit ? TooLarge(limit) : null;

    /// <summary>Puts the server's own limit back, where no part of the body was read.</summary>
    public static void Restore(ApiCall call)
    {
        if (call.ServerBodyLimit is { } limit && call.Http.Feature<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = limit == None ? null : limit;
        }
    }

    public static Refusal TooLarge(long limit) => Refusal.Unreadable(Condition.RequestTooLarge, $"The request body is larger than {limit} bytes.", limit);
}
