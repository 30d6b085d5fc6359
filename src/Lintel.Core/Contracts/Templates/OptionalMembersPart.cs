using System.Buffers;

namespace Lintel.Contracts;

/// <summary>A member that is left out where there is nothing to say.</summary>
/// <param name="Name">The name as JSON, with its colon.</param>
/// <param name="Value">The value.</param>
internal readonly record struct OptionalMember(byte[] Name, TemplatePart Value);

/// <summary>Optional members that stand side by side, with the commas that those who are there need.</summary>
/// <param name="members">The members.</param>
/// <param name="isPreceded">Whether a member that is always there stands before them.</param>
/// <param name="isFollowed">Whether a member that is always there comes after them.</param>
internal sealed class OptionalMembersPart(OptionalMember[] members, bool isPreceded, bool isFollowed) : TemplatePart
{
    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal)
    {
        var needsComma = isPreceded;
        foreach (var member in members)
        {
            if (!member.Value.IsPresent(refusal))
            {
                continue;
            }

            if (needsComma)
            {
                output.Write(","u8);
            }

            output.Write(member.Name);
            member.Value.Write(output, request, refusal);
            needsComma = true;
        }

        if (needsComma && isFollowed)
        {
            output.Write(","u8);
        }
    }
}
