using System.Buffers;

namespace Lintel.Contracts;

/// <summary>Writes nothing, and has something to say where there is a fault.</summary>
/// <param name="source">The faults.</param>
internal sealed class FaultPresence(FaultSource source) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context)
    {
        foreach (var fault in context.Refusal.Faults)
        {
            if (FaultSources.Has(source, fault))
            {
                return true;
            }
        }

        return false;
    }

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
    }
}
