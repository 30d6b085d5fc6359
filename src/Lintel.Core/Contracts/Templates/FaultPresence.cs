using System.Buffers;

namespace Lintel.Contracts;

/// <summary>Writes nothing, and has something to say where there is a fault.</summary>
/// <param name="source">The faults.</param>
internal sealed class FaultPresence(FaultSource source) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => FaultSources.HasAny(source, context.Refusal);

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
    }
}
