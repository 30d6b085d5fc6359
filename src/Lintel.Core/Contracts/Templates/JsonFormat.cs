using System.Buffers;
using System.Text;

namespace Lintel.Contracts;

/// <summary>
/// JSON without white space. Only quotes, backslashes and control characters are escaped, as in success bodies; half characters, which UTF-8 cannot hold,
/// become U+FFFD.
/// </summary>
internal sealed class JsonFormat : BodyFormat
{
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append('"').Append('\\').Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code)]);

    private JsonFormat()
    {
    }

    /// <summary>The only instance.</summary>
    public static JsonFormat Instance { get; } = new();

    public override ReadOnlySpan<byte> Null => "null"u8;

    public override ReadOnlySpan<byte> Quote => "\""u8;

    public override ReadOnlySpan<byte> Separator => ","u8;

    public override ReadOnlySpan<byte> ObjectStart => "{"u8;

    public override ReadOnlySpan<byte> ObjectEnd => "}"u8;

    public override ReadOnlySpan<byte> ListStart => "["u8;

    public override ReadOnlySpan<byte> ListEnd => "]"u8;

    public override byte[] MemberStart(string name)
    {
        var output = new ArrayBufferWriter<byte>();
        WriteKeyStart(output, name);
        return output.WrittenSpan.ToArray();
    }

    public override void WriteKeyStart(IBufferWriter<byte> output, ReadOnlySpan<char> key)
    {
        WriteString(output, key);
        output.Write(":"u8);
    }

    public override void WriteConstant(IBufferWriter<byte> output, string json) => output.Write(Encoding.UTF8.GetBytes(json));

    public override void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text) => WriteEscaped(output, text, Escaped);

    protected override void WriteEscape(IBufferWriter<byte> output, char character)
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
