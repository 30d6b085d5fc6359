namespace Lintel.Contracts;

/// <summary>The variables that an envelope, or a part of one, has.</summary>
internal static class EnvelopeUses
{
    public static IReadOnlySet<EnvelopeVariable> Of(EnvelopeValue value) => Variables(value).Select(variable => variable.Name).ToHashSet();

    /// <summary>Every variable, in the order of the envelope.</summary>
    public static IEnumerable<EnvelopeValue.Variable> Variables(EnvelopeValue value) => value switch
    {
        EnvelopeValue.Variable variable => [variable],
        EnvelopeValue.Text text => text.Pieces.Select(piece => piece.Variable).OfType<EnvelopeValue.Variable>(),
        EnvelopeValue.Group group => group.Members.SelectMany(member => Variables(member.Value)),
        EnvelopeValue.Details details => details.Members.SelectMany(member => Variables(member.Value)),
        EnvelopeValue.List list => list.Items.SelectMany(Variables),
        EnvelopeValue.Each { Source: FaultSource.Errors } each => Variables(each.Item).SelectMany(OfErrorItself),
        EnvelopeValue.Each each => Variables(each.Item),
        EnvelopeValue.Keyed keyed => Variables(keyed.Value),
        EnvelopeValue.WhereFaults faults => Variables(faults.Value),
        _ => [],
    };

    /// <summary>Returns the variables of an item; the error itself, with its code, stands in a list that may have no fault.</summary>
    private static IEnumerable<EnvelopeValue.Variable> OfErrorItself(EnvelopeValue.Variable variable) =>
        variable.Name == EnvelopeVariable.FaultCode ? [variable, variable with { Name = EnvelopeVariable.Code }] : [variable];
}
