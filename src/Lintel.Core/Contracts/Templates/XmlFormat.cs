using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Lintel.Contracts;

/// <summary>
/// XML 1.0 without white space: an element for each member and each item, texts and numbers as content. What XML cannot hold, such as most control
/// characters, becomes U+FFFD.
/// </summary>
internal sealed class XmlFormat : BodyFormat
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Where(code => code is not ('\t' or '\n')).Append('&').Append('<').Append('>').Append(0xFFFE).Append(0xFFFF)
            .Select(code => (char)code),
    ]);

    private readonly byte[] _itemStart;
    private readonly byte[] _itemEnd;
    private readonly byte[] _keyStart;

    /// <param name="shape">The names that XML needs and JSON does not.</param>
    public XmlFormat(XmlShape shape)
    {
        var space = shape.Namespace is { Length: > 0 } name ? $" xmlns=\"{name}\"" : string.Empty;
        Start = $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{shape.Root}{space}>";
        End = $"</{shape.Root}>";
        _itemStart = Encoding.UTF8.GetBytes($"<{shape.Item}>");
        _itemEnd = Encoding.UTF8.GetBytes($"</{shape.Item}>");
        _keyStart = Encoding.UTF8.GetBytes($"<{shape.Item} key=\"");
    }

    public override ReadOnlySpan<byte> ItemStart => _itemStart;

    public override ReadOnlySpan<byte> ItemEnd => _itemEnd;

    public override ReadOnlySpan<byte> KeyEnd => _itemEnd;

    public override string Start { get; }

    public override string End { get; }

    public override byte[] MemberStart(string name) => Encoding.UTF8.GetBytes($"<{name}>");

    public override byte[] MemberEnd(string name) => Encoding.UTF8.GetBytes($"</{name}>");

    public override void WriteKeyStart(IBufferWriter<byte> output, ReadOnlySpan<char> key)
    {
        output.Write(_keyStart);
        while (key.IndexOf('"') is >= 0 and var quote)
        {
            WriteEscaped(output, key[..quote]);
            output.Write("&quot;"u8);
            key = key[(quote + 1)..];
        }

        WriteEscaped(output, key);
        output.Write("\">"u8);
    }

    public override void WriteConstant(IBufferWriter<byte> output, string json)
    {
        using var value = JsonDocument.Parse(json);
        WriteEscaped(
            output,
            value.RootElement.ValueKind switch
            {
                JsonValueKind.Null => string.Empty,
                JsonValueKind.String => value.RootElement.GetString(),
                _ => value.RootElement.GetRawText(),
            });
    }

    public override void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text) => WriteEscaped(output, text, Escaped);

    protected override void WriteEscape(IBufferWriter<byte> output, char character) => output.Write(character switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '\r' => "&#13;"u8,
        _ => "\uFFFD"u8,
    });
}
