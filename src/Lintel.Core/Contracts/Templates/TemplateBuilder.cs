using System.Buffers;
using System.Text;

namespace Lintel.Contracts;

/// <summary>Collects the pieces of a body; neighbouring constants become one.</summary>
internal sealed class TemplateBuilder
{
    private readonly ArrayBufferWriter<byte> _constant = new();
    private readonly List<TemplatePart> _parts = [];

    /// <summary>The bytes since the last hole.</summary>
    public ReadOnlySpan<byte> Constant => _constant.WrittenSpan;

    /// <summary>A member's name as JSON, with its colon and, where asked for, a comma before it.</summary>
    public static byte[] MemberName(string name, bool withComma)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(withComma ? ","u8 : ""u8);
        JsonText.WriteString(output, name);
        output.Write(":"u8);
        return output.WrittenSpan.ToArray();
    }

    public TemplateBuilder Json(ReadOnlySpan<byte> json)
    {
        _constant.Write(json);
        return this;
    }

    public TemplateBuilder Json(string json) => Json(Encoding.UTF8.GetBytes(json));

    public TemplateBuilder Text(string text)
    {
        JsonText.WriteEscaped(_constant, text);
        return this;
    }

    public TemplateBuilder Hole(TemplatePart part)
    {
        Flush();
        _parts.Add(part);
        return this;
    }

    public TemplatePart[] Build()
    {
        Flush();
        return [.. _parts];
    }

    private void Flush()
    {
        if (_constant.WrittenCount > 0)
        {
            _parts.Add(new ConstantPart(_constant.WrittenSpan.ToArray()));
            _constant.ResetWrittenCount();
        }
    }
}
