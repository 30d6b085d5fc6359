using System.Buffers;

namespace Lintel.Contracts;

/// <summary>The value of a header field: printable ASCII alone (RFC 9110 section 5.5); anything else becomes a question mark.</summary>
internal sealed class HeaderFormat : BodyFormat
{
    private HeaderFormat()
    {
    }

    /// <summary>The only instance.</summary>
    public static HeaderFormat Instance { get; } = new();

    public override void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        var span = output.GetSpan(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            span[i] = text[i] is >= ' ' and <= '~' ? (byte)text[i] : (byte)'?';
        }

        output.Advance(text.Length);
    }
}
