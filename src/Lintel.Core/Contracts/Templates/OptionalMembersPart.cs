using System.Buffers;

namespace Lintel.Contracts;

/// <summary>A member of an object, or items of a list, that are left out where there is nothing to say.</summary>
/// <param name="Start">What stands before the value: the member's name.</param>
/// <param name="Value">The value.</param>
/// <param name="End">What stands after the value.</param>
internal readonly record struct OptionalMember(byte[] Start, TemplatePart Value, byte[] End);

/// <summary>Optional members that stand side by side, with the separators that those who are there need.</summary>
/// <param name="members">The members.</param>
/// <param name="isPreceded">Whether a member that is always there stands before them.</param>
/// <param name="isFollowed">Whether a member that is always there comes after them.</param>
/// <param name="format">The kind of body.</param>
internal sealed class OptionalMembersPart(OptionalMember[] members, bool isPreceded, bool isFollowed, BodyFormat format) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        var needsSeparator = isPreceded;
        foreach (var member in members)
        {
            if (!member.Value.IsPresent(context))
            {
                continue;
            }

            output.Write(needsSeparator ? format.Separator : []);
            output.Write(member.Start);
            member.Value.Write(output, context);
            output.Write(member.End);
            needsSeparator = true;
        }

        output.Write(needsSeparator && isFollowed ? format.Separator : []);
    }
}
