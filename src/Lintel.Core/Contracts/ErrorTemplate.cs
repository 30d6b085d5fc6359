using System.Buffers;

namespace Lintel.Contracts;

/// <summary>An error body, compiled to constant UTF-8 segments with holes.</summary>
internal sealed class ErrorTemplate
{
    private readonly TemplatePart[] _parts;
    private readonly ErrorMessages _messages;

    internal ErrorTemplate(TemplatePart[] parts, ErrorMessages messages)
    {
        _parts = parts;
        _messages = messages;
        NamesOrigin = Array.Exists(parts, part => part is OriginPart);
    }

    /// <summary>Whether the body is the same in every response.</summary>
    public bool IsConstant => _parts is [ConstantPart];

    /// <summary>true if the body has a <c>$type</c>, which begins with the address of the application's root.</summary>
    public bool NamesOrigin { get; }

    /// <summary>Writes the body. A definition whose only hole is the request id allocates nothing.</summary>
    /// <param name="output">Where the UTF-8 goes.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="refusal">What fills the other holes.</param>
    /// <param name="origin">What <c>$type</c> begins with: the address of the application's root without a slash at its end. <value>empty</value></param>
    public void Write(IBufferWriter<byte> output, string requestId, Refusal refusal, string origin = "")
    {
        var request = new RequestTexts(requestId, origin);
        foreach (var part in _parts)
        {
            part.Write(output, request, refusal);
        }
    }

    /// <summary>The public message with its placeholders filled, for the request log and for tests.</summary>
    /// <param name="refusal">What fills them.</param>
    /// <param name="requestId">The request's id, for messages that name it.</param>
    public string FormatMessage(Refusal refusal, string requestId = "") => _messages.Format(requestId, refusal);
}
