using System.Buffers;
using Lintel.Requests;

namespace Lintel.Contracts;

/// <summary>The object that arguments fill. Where none of them was given there is nothing to say; where some were, the others are null.</summary>
internal sealed class DetailsPart : TemplatePart
{
    private readonly DetailsMember[] _members;
    private readonly byte[][] _names;

    public DetailsPart(IReadOnlyList<DetailsMember> members)
    {
        _members = [.. members];
        _names = new byte[_members.Length][];
        for (var i = 0; i < _members.Length; i++)
        {
            _names[i] = TemplateBuilder.MemberName(_members[i].Name, withComma: i > 0);
        }
    }

    public override bool IsPresent(Refusal refusal)
    {
        foreach (var member in _members)
        {
            if (refusal[member.Name] is not null)
            {
                return true;
            }
        }

        return false;
    }

    public override void Write(IBufferWriter<byte> output, string requestId, Refusal refusal)
    {
        if (!IsPresent(refusal))
        {
            output.Write("null"u8);
            return;
        }

        output.Write("{"u8);
        for (var i = 0; i < _members.Length; i++)
        {
            output.Write(_names[i]);
            TypedValue.Write(output, refusal[_members[i].Name], _members[i].Type);
        }

        output.Write("}"u8);
    }
}
