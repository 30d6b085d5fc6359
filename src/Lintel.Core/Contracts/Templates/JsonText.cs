using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Lintel.Contracts;

/// <summary>
/// Writes values as JSON in UTF-8 without strings in between. Only quotes, backslashes and control characters are escaped, as in success bodies;
/// half characters, which UTF-8 cannot hold, become U+FFFD.
/// </summary>
internal static class JsonText
{
    private const int Chunk = 512;

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append('"').Append('\\').Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code)]);

    /// <summary>A text between quotes.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        output.Write("\""u8);
        WriteEscaped(output, text);
        output.Write("\""u8);
    }

    /// <summary>The inside of a text.</summary>
    public static void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var index = text.IndexOfAny(Escaped);
            WriteUtf8(output, index < 0 ? text : text[..index]);
            if (index < 0)
            {
                return;
            }

            WriteEscape(output, text[index]);
            text = text[(index + 1)..];
        }
    }

    /// <summary>A value of any type as text, for messages: lists with commas, nothing as nothing.</summary>
    public static void WriteEscapedValue(IBufferWriter<byte> output, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                WriteEscaped(output, text);
                break;
            case bool flag:
                WriteEscaped(output, flag ? "true" : "false");
                break;
            case ISpanFormattable formattable:
                Span<char> buffer = stackalloc char[64];
                WriteEscaped(
                    output,
                    formattable.TryFormat(buffer, out var written, default, CultureInfo.InvariantCulture) ? buffer[..written] : ArgumentText.Format(value));
                break;
            default:
                WriteEscaped(output, ArgumentText.Format(value));
                break;
        }
    }

    /// <summary>A whole number.</summary>
    public static void WriteInteger(IBufferWriter<byte> output, long value)
    {
        var span = output.GetSpan(20);
        value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private static void WriteUtf8(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var chunk = text.Length > Chunk ? text[..Chunk] : text;
            var span = output.GetSpan(chunk.Length * 3);

            // Only the last chunk is final: a surrogate pair that a chunk cuts in two waits for its other half.
            Utf8.FromUtf16(chunk, span, out var read, out var written, replaceInvalidSequences: true, isFinalBlock: chunk.Length == text.Length);
            output.Advance(written);
            text = text[read..];
        }
    }

    private static void WriteEscape(IBufferWriter<byte> output, char character)
    {
        Span<byte> escape = [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', HexDigit(character >> 4), HexDigit(character & 15)];
        output.Write(character switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            _ => escape,
        });
    }

    private static byte HexDigit(int value) => "0123456789ABCDEF"u8[value];
}
