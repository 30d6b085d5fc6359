using System.IO.Compression;

namespace Lintel.AspNetCore;

/// <summary>Undoes the content coding of an error body that compression further in has applied.</summary>
internal static class ContentCoding
{
    private const int LargestDecoded = 64 * 1024;

    /// <returns>The decoded body, at most 64 KiB of it; empty where it cannot be decoded.</returns>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body, string coding)
    {
        if (body.IsEmpty || coding.Length == 0 || string.Equals(coding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return body;
        }

        try
        {
            using var source = new MemoryStream(body.ToArray(), writable: false);
            using var decoder = DecoderOf(coding, source);
            return decoder is null ? ReadOnlyMemory<byte>.Empty : ReadAtMost(decoder);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
    }

    private static Stream? DecoderOf(string coding, Stream source) => coding.ToLowerInvariant() switch
    {
        "gzip" => new GZipStream(source, CompressionMode.Decompress),
        "br" => new BrotliStream(source, CompressionMode.Decompress),
        "deflate" => new ZLibStream(source, CompressionMode.Decompress),
        _ => null,
    };

    private static ReadOnlyMemory<byte> ReadAtMost(Stream decoder)
    {
        var decoded = new byte[LargestDecoded];
        var length = decoder.ReadAtLeast(decoded, decoded.Length, throwOnEndOfStream: false);
        return decoded.AsMemory(0, length);
    }
}
