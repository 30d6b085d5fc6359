using System.Buffers;

namespace Lintel.Contracts;

/// <summary>A text of the fault that an <see cref="EachPart"/> or a <see cref="KeyedPart"/> is at, inside quotes that are constants.</summary>
internal sealed class FaultPart(EnvelopeVariable variable, BodyFormat format) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) =>
        context.Fault is { } fault && (variable is EnvelopeVariable.FaultMessage or EnvelopeVariable.FaultLocation || fault.Field.Length > 0);

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        if (context.Fault is { } fault)
        {
            format.WriteEscaped(output, Of(fault));
        }
    }

    private string Of(FieldFault fault) => variable switch
    {
        EnvelopeVariable.FaultMessage => fault.Problem,
        EnvelopeVariable.FaultLocation => WordOf(fault.Location),
        EnvelopeVariable.FaultPath => fault.Field,
        EnvelopeVariable.FaultPointer => FieldPath.ToPointer(fault.Field),
        EnvelopeVariable.FaultField => FieldPath.TopLevel(fault.Field),
        EnvelopeVariable.FaultValue => ArgumentText.Format(fault.Value),
        _ => FieldPath.ToDotted(fault.Field),
    };

    private static string WordOf(FieldLocation location) => location switch
    {
        FieldLocation.Body => "body",
        FieldLocation.Query => "query",
        FieldLocation.Path => "path",
        _ => "header",
    };
}

/// <summary>The contract's word for the kind of a fault.</summary>
/// <param name="codes">The words by kind.</param>
/// <param name="asValue">True for a value, with quotes where it is a text; false for the inside of a text.</param>
/// <param name="format">The kind of body.</param>
internal sealed class FaultCodePart(IReadOnlyDictionary<FieldFaultKind, CodeText> codes, bool asValue, BodyFormat format) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => context.Fault is not null;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        if (context.Fault is not { } fault)
        {
            return;
        }

        var code = codes[fault.Kind];
        if (asValue && !code.IsNumber)
        {
            format.WriteString(output, code.Text);
        }
        else
        {
            format.WriteEscaped(output, code.Text);
        }
    }
}

/// <summary>The value that was sent for a faulty field.</summary>
internal sealed class FaultValuePart(DetailsType? type, BodyFormat format) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => context.Fault?.Value is not null;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context) => TypedValue.Write(output, context.Fault?.Value, type, format);
}

/// <summary>The path to a faulty field as a list, or as items of the list that it stands in.</summary>
/// <param name="asItems">Whether the list around it has the marks.</param>
/// <param name="format">The kind of body.</param>
internal sealed class FaultSegmentsPart(bool asItems, BodyFormat format) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => context.Fault?.Field.Length > 0;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        output.Write(asItems ? [] : format.ListStart);
        var first = true;
        foreach (var segment in FieldPath.Segments(context.Fault?.Field ?? string.Empty))
        {
            output.Write(first ? [] : format.Separator);
            output.Write(format.ItemStart);
            if (segment.IsPlace)
            {
                format.WriteEscaped(output, segment.Name);
            }
            else
            {
                format.WriteString(output, segment.Name);
            }

            output.Write(format.ItemEnd);
            first = false;
        }

        output.Write(asItems ? [] : format.ListEnd);
    }
}
