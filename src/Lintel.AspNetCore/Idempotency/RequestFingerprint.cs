using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// Tells whether two requests are the same: by method, path, query and the bytes of the body. It is kept inside the sealed answer only, because a body may
/// hold a password.
/// </summary>
internal static class RequestFingerprint
{
    /// <summary>Reads the body, which whoever comes later reads again.</summary>
    /// <returns>32 bytes, or the refusal of a body that is too large or cannot be read.</returns>
    public static async ValueTask<(byte[] Fingerprint, Refusal? Refusal)> OfAsync(ApiCall call)
    {
        var request = call.Http.Request;
        if (call.Http.Feature<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return (Hash(request, ReadOnlySequence<byte>.Empty), null);
        }

        if (BodyLimit.Apply(call) is { } tooLarge)
        {
            return ([], tooLarge);
        }

        try
        {
            return await HashBodyAsync(call, request);
        }
        catch (BodyException unreadable) when (unreadable.Refusal.Condition != Condition.ServerError)
        {
            return ([], unreadable.Refusal);
        }
    }

    private static async ValueTask<(byte[] Fingerprint, Refusal? Refusal)> HashBodyAsync(ApiCall call, HttpRequest request)
    {
        var start = request.Body.CanSeek ? request.Body.Position : 0;
        var reader = request.BodyReader;
        var (body, refusal) = await WholeBody.ReadAsync(call, reader);
        if (refusal is not null)
        {
            return ([], refusal);
        }

        byte[] fingerprint;
        try
        {
            fingerprint = Hash(request, body);
        }
        finally
        {
            reader.AdvanceTo(body.Start, body.End);
        }

        // A handler that reads by itself reads a buffer of outer middleware from its stream, and not from the reader over it.
        if (request.Body.CanSeek && call.Operation!.ReadBody is null)
        {
            request.Body.Position = start;
        }

        return (fingerprint, null);
    }

    private static byte[] Hash(HttpRequest request, in ReadOnlySequence<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // None of the three has a line break.
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{(request.PathBase + request.Path).ToUriComponent()}\n{request.QueryString.Value}\n"));
        foreach (var segment in body)
        {
            hash.AppendData(segment.Span);
        }

        return hash.GetHashAndReset();
    }
}
