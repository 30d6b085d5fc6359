using System.Buffers;

namespace Lintel.Contracts;

/// <summary>Items of a list, one for each fault.</summary>
/// <param name="source">The faults.</param>
/// <param name="item">What is written of a fault.</param>
/// <param name="itself">What is written of the error itself where there is no fault; null for nothing.</param>
/// <param name="format">The kind of body.</param>
internal sealed class EachPart(FaultSource source, TemplatePart item, TemplatePart? itself, BodyFormat format) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => itself is not null || FaultSources.HasAny(source, context.Refusal);

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        var first = true;
        foreach (var fault in context.Refusal.Faults)
        {
            if (FaultSources.Has(source, fault))
            {
                WriteItem(output, item, context with { Fault = fault }, first);
                first = false;
            }
        }

        if (first && itself is not null)
        {
            WriteItem(output, itself, context, first);
        }
    }

    private void WriteItem(IBufferWriter<byte> output, TemplatePart part, in ErrorContext context, bool first)
    {
        output.Write(first ? [] : format.Separator);
        output.Write(format.ItemStart);
        part.Write(output, context);
        output.Write(format.ItemEnd);
    }
}
