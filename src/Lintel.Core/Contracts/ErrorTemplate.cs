using System.Buffers;
using System.Collections.Frozen;

namespace Lintel.Contracts;

/// <summary>An error body, compiled to constant UTF-8 segments with holes.</summary>
internal sealed class ErrorTemplate
{
    private readonly TemplatePart[] _parts;
    private readonly ErrorMessages _messages;
    private readonly IReadOnlySet<EnvelopeVariable> _uses = FrozenSet<EnvelopeVariable>.Empty;

    internal ErrorTemplate(TemplatePart[] parts, ErrorMessages messages)
    {
        _parts = parts;
        _messages = messages;
    }

    /// <summary>The variables of the envelope.</summary>
    public IReadOnlySet<EnvelopeVariable> Uses
    {
        get => _uses;
        init
        {
            _uses = value;
            NamesReference = value.Contains(EnvelopeVariable.Type);
            NamesRequest = value.Any(IsOfRequest);
            NamesValues = value.Contains(EnvelopeVariable.FaultValue);
        }
    }

    /// <summary>Whether the body is the same in every response.</summary>
    public bool IsConstant => _parts is [ConstantPart];

    /// <summary>true if the body has a <c>$type</c>, which begins with the address of the reference.</summary>
    public bool NamesReference { get; private init; }

    /// <summary>true if the body says anything of the request beside its id, and so differs from one to the next.</summary>
    public bool NamesRequest { get; private init; }

    /// <summary>true if the body echoes what was sent for faulty fields.</summary>
    public bool NamesValues { get; private init; }

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = Contract.DefaultContentType;

    /// <summary>The header fields that the contract declares for the definition.</summary>
    public IReadOnlyList<HeaderTemplate> Headers { get; init; } = [];

    /// <summary>Writes the body. A definition whose only hole is the request id allocates nothing.</summary>
    /// <param name="output">Where the UTF-8 goes.</param>
    /// <param name="context">What fills the holes.</param>
    public void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        foreach (var part in _parts)
        {
            part.Write(output, context);
        }
    }

    /// <summary>The public message with its placeholders filled, for the request log and for tests.</summary>
    /// <param name="refusal">What fills them.</param>
    /// <param name="requestId">The request's id, for messages that name it.</param>
    public string FormatMessage(Refusal refusal, string requestId = "") => _messages.Format(requestId, refusal);

    private static bool IsOfRequest(EnvelopeVariable variable) => variable is EnvelopeVariable.Method
        or EnvelopeVariable.Path
        or EnvelopeVariable.Instance
        or EnvelopeVariable.TraceId
        or EnvelopeVariable.Help
        or EnvelopeVariable.Timestamp
        or EnvelopeVariable.TimestampOffset
        or EnvelopeVariable.TimestampSeconds
        or EnvelopeVariable.TimestampMilliseconds;
}
