using System.Buffers.Text;
using System.Text;

namespace Lintel.Host.Infer;

/// <summary>The chunked transfer coding (RFC 9112 section 7.1), as raw recordings have it. Tools that decode bodies leave the header field behind.</summary>
internal static class Chunks
{
    private const int MostDigits = 8;

    /// <summary>The decoded body; null where the text is not a whole sequence of chunks.</summary>
    /// <param name="text">The body. Lines may end with a line feed alone, as editors save them.</param>
    public static string? Decode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        using var body = new MemoryStream();
        while (TakeSize(ref bytes) is { } size)
        {
            if (size == 0)
            {
                return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
            }

            if (size > bytes.Length)
            {
                return null;
            }

            body.Write(bytes[..size]);
            bytes = bytes[size..];
            if (!TakeLineEnd(ref bytes))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The size that a line begins with; null where there is none. What follows it on the line are extensions.</summary>
    private static int? TakeSize(ref Span<byte> bytes)
    {
        if (!Utf8Parser.TryParse(bytes, out uint size, out var digits, 'x') || digits > MostDigits || size > int.MaxValue)
        {
            return null;
        }

        var end = bytes.IndexOf((byte)'\n');
        var rest = bytes[digits..(end < 0 ? bytes.Length : end)].TrimEnd((byte)'\r');
        bytes = end < 0 ? [] : bytes[(end + 1)..];
        return rest.IsEmpty || rest[0] is (byte)';' or (byte)' ' ? (int)size : null;
    }

    private static bool TakeLineEnd(ref Span<byte> bytes)
    {
        var length = bytes switch
        {
            [(byte)'\r', (byte)'\n', ..] => 2,
            [(byte)'\n', ..] => 1,
            _ => 0,
        };
        bytes = bytes[length..];
        return length > 0;
    }
}
