namespace Lintel.Contracts;

/// <summary>The value that <c>$details</c> stands for in the envelope of one definition.</summary>
internal static class DetailsValues
{
    private static readonly EnvelopeValue Message = new EnvelopeValue.Variable(EnvelopeVariable.FaultMessage, Optional: false);

    // The flattened form of the Zod library; faults of the body as a whole come first.
    private static readonly EnvelopeValue Grouped = new EnvelopeValue.WhereFaults(
        FaultSource.Faults,
        new EnvelopeValue.Group(
        [
            new("formErrors", new EnvelopeValue.List([new EnvelopeValue.Each(FaultSource.Wholes, Optional: false, Message)])),
            new(
                "fieldErrors",
                new EnvelopeValue.Keyed(FaultSource.Fields, Optional: false, FaultKey.Field, Whole: null, Leaf: null, new EnvelopeValue.List([Message]))),
        ]));

    private static readonly EnvelopeValue Listed = new EnvelopeValue.WhereFaults(
        FaultSource.Faults,
        new EnvelopeValue.List(
        [
            new EnvelopeValue.Each(
                FaultSource.Faults,
                Optional: false,
                new EnvelopeValue.Group(
                [
                    new("location", new EnvelopeValue.Variable(EnvelopeVariable.FaultLocation, Optional: false)),
                    new("field", new EnvelopeValue.Text([new(string.Empty, new(EnvelopeVariable.FaultPath, Optional: false))])),
                    new("message", Message),
                ])),
        ]));

    private static readonly EnvelopeValue Issues = new EnvelopeValue.WhereFaults(
        FaultSource.Fields,
        new EnvelopeValue.List(
        [
            new EnvelopeValue.Each(
                FaultSource.Fields,
                Optional: false,
                new EnvelopeValue.Group(
                [
                    new("path", new EnvelopeValue.Variable(EnvelopeVariable.FaultPath, Optional: false)),
                    new("issue", new EnvelopeValue.Variable(EnvelopeVariable.FaultCode, Optional: false)),
                ])),
        ]));

    /// <summary>The value of a shape.</summary>
    /// <param name="shape">The shape of the definition's details.</param>
    /// <param name="form">The form of field errors.</param>
    public static EnvelopeValue Of(DetailsShape shape, FieldErrorForm form) => shape switch
    {
        DetailsShape.FieldErrors => Of(form),
        DetailsShape.Object details => new EnvelopeValue.Details([.. details.Members.Select(member => new EnvelopeMember(member.Name, Of(member, form)))]),
        _ => new EnvelopeValue.Nothing(),
    };

    private static EnvelopeValue Of(DetailsMember member, FieldErrorForm form) => (member.Type, Of(form)) switch
    {
        (DetailsType.FieldErrors, EnvelopeValue.WhereFaults faults) => faults with { Optional = member.Optional },
        (DetailsType.FieldErrors, _) => new EnvelopeValue.Nothing(member.Optional),
        _ => new EnvelopeValue.Variable(EnvelopeVariable.Argument, member.Optional, member.Name, member.Type),
    };

    private static EnvelopeValue Of(FieldErrorForm form) => form switch
    {
        FieldErrorForm.Grouped => Grouped,
        FieldErrorForm.List => Listed,
        FieldErrorForm.Issues => Issues,
        _ => new EnvelopeValue.Nothing(),
    };
}
