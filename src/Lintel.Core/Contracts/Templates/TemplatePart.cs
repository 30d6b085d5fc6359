using System.Buffers;

namespace Lintel.Contracts;

/// <summary>A piece of a compiled error body.</summary>
internal abstract class TemplatePart
{
    /// <summary>Whether there is something to say; only holes that an envelope may leave out ever say no.</summary>
    public virtual bool IsPresent(in ErrorContext context) => true;

    public abstract void Write(IBufferWriter<byte> output, in ErrorContext context);
}

/// <summary>Bytes that are the same in every response.</summary>
internal sealed class ConstantPart(byte[] bytes) : TemplatePart
{
    public byte[] Bytes => bytes;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context) => output.Write(bytes);
}

/// <summary>Pieces one after the other.</summary>
/// <param name="parts">The pieces.</param>
/// <param name="presence">Pieces of which one must have something to say; null where there always is something.</param>
internal sealed class SequencePart(TemplatePart[] parts, TemplatePart[]? presence = null) : TemplatePart
{
    // A loop, because a delegate that captures the context would be two objects for each refusal.
    public override bool IsPresent(in ErrorContext context)
    {
        foreach (var part in presence ?? [])
        {
            if (part.IsPresent(context))
            {
                return true;
            }
        }

        return presence is null;
    }

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        foreach (var part in parts)
        {
            part.Write(output, context);
        }
    }
}

/// <summary>A piece, or nothing in its place where it has nothing to say.</summary>
internal sealed class OrNullPart(TemplatePart part, BodyFormat format) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        if (part.IsPresent(context))
        {
            part.Write(output, context);
        }
        else
        {
            output.Write(format.Null);
        }
    }
}

/// <summary>The request's id, inside quotes that are constants.</summary>
internal sealed class RequestIdPart(BodyFormat format) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in ErrorContext context) => format.WriteEscaped(output, context.RequestId);
}

/// <summary>An argument in the middle of a text.</summary>
internal sealed class ArgumentPart(string name, BodyFormat format) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => context.Refusal[name] is not null;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context) => format.WriteEscapedValue(output, context.Refusal[name]);
}

/// <summary>An argument as a value.</summary>
/// <param name="name">Its name.</param>
/// <param name="type">The type that it is written as; null for its own.</param>
/// <param name="isEmptyNothing">Whether an empty text is nothing to say: the field of a fault of the body as a whole.</param>
/// <param name="format">The kind of body.</param>
internal sealed class ArgumentValuePart(string name, DetailsType? type, bool isEmptyNothing, BodyFormat format) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) =>
        context.Refusal[name] is { } value && !(isEmptyNothing && value is string { Length: 0 });

    public override void Write(IBufferWriter<byte> output, in ErrorContext context) => TypedValue.Write(output, context.Refusal[name], type, format);
}

/// <summary>A message that differs by condition.</summary>
/// <param name="otherwise">The definition's general message.</param>
/// <param name="byCondition">A message of its own by <see cref="Condition.Index"/>, or null.</param>
internal sealed class ConditionalPart(TemplatePart otherwise, TemplatePart?[] byCondition) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        var own = context.Refusal.Condition is { } condition ? byCondition[condition.Index] : null;
        (own ?? otherwise).Write(output, context);
    }
}

/// <summary>The whole seconds of <c>Retry-After</c>.</summary>
/// <param name="constant">The definition's own number, where a refusal has none.</param>
internal sealed class RetryAfterPart(int? constant) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => (context.Refusal.RetryAfter ?? constant) is not null;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        if ((context.Refusal.RetryAfter ?? constant) is { } seconds)
        {
            BodyFormat.WriteInteger(output, seconds);
        }
    }
}

/// <summary>The address of the reference, inside quotes that are constants.</summary>
internal sealed class ReferencePart(BodyFormat format) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in ErrorContext context) => format.WriteEscaped(output, context.Reference);
}
