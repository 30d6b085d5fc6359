using System.Buffers;

namespace Lintel.Contracts;

/// <summary>A piece of a compiled error body.</summary>
internal abstract class TemplatePart
{
    /// <summary>Whether there is something to say; only holes that an envelope may leave out ever say no.</summary>
    public virtual bool IsPresent(Refusal refusal) => true;

    public abstract void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal);
}

/// <summary>Bytes that are the same in every response.</summary>
internal sealed class ConstantPart(byte[] bytes) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal) => output.Write(bytes);
}

/// <summary>Pieces one after the other.</summary>
internal sealed class SequencePart(TemplatePart[] parts) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal)
    {
        foreach (var part in parts)
        {
            part.Write(output, request, refusal);
        }
    }
}

/// <summary>The request's id, inside quotes that are constants.</summary>
internal sealed class RequestIdPart : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal) => JsonText.WriteEscaped(output, request.Id);
}

/// <summary>An argument in the middle of a message.</summary>
internal sealed class ArgumentPart(string name) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal) => JsonText.WriteEscapedValue(output, refusal[name]);
}

/// <summary>A message that differs by condition.</summary>
/// <param name="otherwise">The definition's general message.</param>
/// <param name="byCondition">A message of its own by <see cref="Condition.Index"/>, or null.</param>
internal sealed class ConditionalPart(TemplatePart otherwise, TemplatePart?[] byCondition) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal)
    {
        var own = refusal.Condition is { } condition ? byCondition[condition.Index] : null;
        (own ?? otherwise).Write(output, request, refusal);
    }
}

/// <summary>The whole seconds of <c>Retry-After</c>.</summary>
/// <param name="constant">The definition's own number, where a refusal has none.</param>
internal sealed class RetryAfterPart(int? constant) : TemplatePart
{
    public override bool IsPresent(Refusal refusal) => (refusal.RetryAfter ?? constant) is not null;

    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal)
    {
        if ((refusal.RetryAfter ?? constant) is { } seconds)
        {
            JsonText.WriteInteger(output, seconds);
        }
        else
        {
            output.Write("null"u8);
        }
    }
}

/// <summary>The address of the application's root, inside quotes that are constants.</summary>
internal sealed class OriginPart : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal) => JsonText.WriteEscaped(output, request.Origin);
}
