using System.Buffers;
using System.Text;

namespace Lintel.Contracts;

/// <summary>Collects the pieces of a body; neighboring constants become one.</summary>
/// <param name="format">The kind of body.</param>
internal sealed class TemplateBuilder(BodyFormat format)
{
    private readonly ArrayBufferWriter<byte> _constant = new();
    private readonly List<TemplatePart> _parts = [];

    /// <summary>The kind of body.</summary>
    public BodyFormat Format { get; } = format;

    public TemplateBuilder Bytes(ReadOnlySpan<byte> bytes)
    {
        _constant.Write(bytes);
        return this;
    }

    /// <summary>Bytes as they stand.</summary>
    public TemplateBuilder Raw(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    /// <summary>The inside of a text.</summary>
    public TemplateBuilder Text(string text)
    {
        Format.WriteEscaped(_constant, text);
        return this;
    }

    /// <summary>A constant of an envelope.</summary>
    public TemplateBuilder Constant(string json)
    {
        Format.WriteConstant(_constant, json);
        return this;
    }

    public TemplateBuilder Quote() => Bytes(Format.Quote);

    public TemplateBuilder Hole(TemplatePart part)
    {
        Flush();
        _parts.Add(part);
        return this;
    }

    /// <summary>Pieces that were collected elsewhere.</summary>
    public TemplateBuilder Append(TemplateBuilder other)
    {
        foreach (var part in other._parts)
        {
            _ = part is ConstantPart constant ? Bytes(constant.Bytes) : Hole(part);
        }

        return Bytes(other._constant.WrittenSpan);
    }

    public TemplatePart[] Build()
    {
        Flush();
        return [.. _parts];
    }

    /// <summary>The pieces as one.</summary>
    /// <param name="presence">Pieces of which one must have something to say; null where there always is something.</param>
    public TemplatePart ToPart(TemplatePart[]? presence = null) => Build() is [var only] && presence is null ? only : new SequencePart(Build(), presence);

    private void Flush()
    {
        if (_constant.WrittenCount > 0)
        {
            _parts.Add(new ConstantPart(_constant.WrittenSpan.ToArray()));
            _constant.ResetWrittenCount();
        }
    }
}
