using System.Buffers;
using System.Text;

namespace Lintel.Contracts;

/// <summary>A header field that a contract declares for its errors.</summary>
internal sealed class HeaderTemplate
{
    private readonly TemplatePart[] _parts;
    private readonly string? _constant;

    /// <param name="name">The field's name.</param>
    /// <param name="parts">The pieces of its value.</param>
    public HeaderTemplate(string name, TemplatePart[] parts)
    {
        Name = name;
        _parts = parts;
        _constant = parts is [ConstantPart constant] ? Encoding.ASCII.GetString(constant.Bytes) : null;
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>true if the value is the same in every response of the definition.</summary>
    public bool IsConstant => _constant is not null;

    /// <summary>The field's value; empty where there is nothing to say.</summary>
    public string Format(in ErrorContext context)
    {
        if (_constant is not null)
        {
            return _constant;
        }

        var output = new ArrayBufferWriter<byte>();
        foreach (var part in _parts)
        {
            part.Write(output, context);
        }

        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
