namespace Lintel.Contracts;

/// <summary>The message of a definition, and those of its conditions that have one of their own.</summary>
internal sealed class ErrorMessages
{
    private readonly MessageTemplate _general;
    private readonly MessageTemplate?[] _byCondition;
    private readonly bool _differ;

    public ErrorMessages(MessageTemplate general, IReadOnlyDictionary<Condition, MessageTemplate> byCondition)
    {
        _general = general;
        _byCondition = new MessageTemplate?[Condition.Count];
        _differ = byCondition.Count > 0;
        foreach (var (condition, message) in byCondition)
        {
            _byCondition[condition.Index] = message;
        }
    }

    public string Format(string requestId, Refusal refusal) => (Own(refusal) ?? _general).Format(requestId, refusal);

    /// <summary>The message of a condition, with values that were kept as text.</summary>
    public string Format(Condition? condition, Func<string, string> valueOf) =>
        ((condition is null ? null : _byCondition[condition.Index]) ?? _general).Format(valueOf);

    /// <summary>Puts the message into a body, between quotes.</summary>
    public void AddTo(TemplateBuilder builder)
    {
        if (_differ)
        {
            builder.Hole(
                new ConditionalPart(
                    PartOf(_general, builder.Format),
                    [.. _byCondition.Select(message => message is null ? null : PartOf(message, builder.Format))]));
        }
        else
        {
            Add(builder, _general);
        }
    }

    private static SequencePart PartOf(MessageTemplate message, BodyFormat format)
    {
        var builder = new TemplateBuilder(format);
        Add(builder, message);
        return new SequencePart(builder.Build());
    }

    private static void Add(TemplateBuilder builder, MessageTemplate message)
    {
        foreach (var piece in message.Pieces)
        {
            _ = piece switch
            {
                { IsPlaceholder: false } => builder.Text(piece.Text),
                { Text: MessageTemplate.RequestId } => builder.Hole(new RequestIdPart(builder.Format)),
                _ => builder.Hole(new ArgumentPart(piece.Text, builder.Format)),
            };
        }
    }

    private MessageTemplate? Own(Refusal refusal) => refusal.Condition is { } condition ? _byCondition[condition.Index] : null;
}
