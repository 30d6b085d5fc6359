using System.Buffers;

namespace Lintel.Contracts;

/// <summary>
/// The object that arguments fill. Where none of them was given there is nothing to say; where some were, the others are null or, where the contract
/// says so, left out.
/// </summary>
internal sealed class DetailsPart : TemplatePart
{
    private readonly DetailsMember[] _members;
    private readonly byte[][] _names;
    private readonly TemplatePart? _fieldErrors;

    /// <param name="members">The members in their order.</param>
    /// <param name="fieldErrors">The faulty fields in the contract's form; null where the form has no details.</param>
    public DetailsPart(IReadOnlyList<DetailsMember> members, TemplatePart? fieldErrors = null)
    {
        _members = [.. members];
        _fieldErrors = fieldErrors;
        _names = [.. _members.Select(member => TemplateBuilder.MemberName(member.Name, withComma: false))];
    }

    // A loop, because a delegate that captures the refusal would be two objects for each refusal.
    public override bool IsPresent(Refusal refusal)
    {
        foreach (var member in _members)
        {
            if (Has(member, refusal))
            {
                return true;
            }
        }

        return false;
    }

    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal)
    {
        if (!IsPresent(refusal))
        {
            output.Write("null"u8);
            return;
        }

        var separator = "{"u8;
        for (var i = 0; i < _members.Length; i++)
        {
            if (_members[i].Optional && !Has(_members[i], refusal))
            {
                continue;
            }

            output.Write(separator);
            output.Write(_names[i]);
            WriteValue(output, _members[i], request, refusal);
            separator = ","u8;
        }

        output.Write("}"u8);
    }

    private bool Has(DetailsMember member, Refusal refusal) =>
        member.Type == DetailsType.FieldErrors ? _fieldErrors is not null && _fieldErrors.IsPresent(refusal) : refusal[member.Name] is not null;

    private void WriteValue(IBufferWriter<byte> output, DetailsMember member, in RequestTexts request, Refusal refusal)
    {
        if (member.Type == DetailsType.FieldErrors && _fieldErrors is not null)
        {
            _fieldErrors.Write(output, request, refusal);
        }
        else
        {
            TypedValue.Write(output, refusal[member.Name], member.Type);
        }
    }
}
