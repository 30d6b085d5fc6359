using System.Buffers;
using System.Text;

namespace Lintel.Contracts;

/// <summary>The faulty fields as a list with their locations.</summary>
internal sealed class FieldErrorListPart : TemplatePart
{
    public override bool IsPresent(Refusal refusal) => refusal.Faults.Count > 0;

    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal)
    {
        if (!IsPresent(refusal))
        {
            output.Write("null"u8);
            return;
        }

        for (var i = 0; i < refusal.Faults.Count; i++)
        {
            var fault = refusal.Faults[i];
            output.Write(i == 0 ? "[{\"location\":\""u8 : ",{\"location\":\""u8);
            output.Write(Word(fault.Location));
            output.Write("\",\"field\":"u8);
            JsonText.WriteString(output, fault.Field);
            output.Write(",\"message\":"u8);
            JsonText.WriteString(output, fault.Problem);
            output.Write("}"u8);
        }

        output.Write("]"u8);
    }

    private static ReadOnlySpan<byte> Word(FieldLocation location) => location switch
    {
        FieldLocation.Body => "body"u8,
        FieldLocation.Query => "query"u8,
        FieldLocation.Path => "path"u8,
        _ => "header"u8,
    };
}

/// <summary>The faulty fields by top-level field, in the flattened form of the Zod library; faults of the body as a whole come first.</summary>
internal sealed class GroupedFieldErrorsPart : TemplatePart
{
    public override bool IsPresent(Refusal refusal) => refusal.Faults.Count > 0;

    public override void Write(IBufferWriter<byte> output, in RequestTexts request, Refusal refusal)
    {
        if (!IsPresent(refusal))
        {
            output.Write("null"u8);
            return;
        }

        var form = new List<FieldFault>();
        var fields = new OrderedDictionary<string, List<FieldFault>>(StringComparer.Ordinal);
        foreach (var fault in refusal.Faults)
        {
            var group = form;
            if (fault.Field.Length > 0 && !fields.TryGetValue(TopLevel(fault.Field), out group))
            {
                fields.Add(TopLevel(fault.Field), group = []);
            }

            group.Add(fault);
        }

        output.Write("{\"formErrors\":"u8);
        WriteProblems(output, form);
        output.Write(",\"fieldErrors\":{"u8);
        var first = true;
        foreach (var (field, faults) in fields)
        {
            output.Write(first ? ""u8 : ","u8);
            JsonText.WriteString(output, field);
            output.Write(":"u8);
            WriteProblems(output, faults);
            first = false;
        }

        output.Write("}}"u8);
    }

    private static string TopLevel(string field)
    {
        var end = field.AsSpan().IndexOfAny('.', '[');
        return end <= 0 ? field : field[..end];
    }

    private static void WriteProblems(IBufferWriter<byte> output, List<FieldFault> faults)
    {
        output.Write("["u8);
        for (var i = 0; i < faults.Count; i++)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            JsonText.WriteString(output, faults[i].Problem);
        }

        output.Write("]"u8);
    }
}

/// <summary>The faulty fields as a list of paths, each with the word for its fault; faults of the body as a whole are in the message alone.</summary>
internal sealed class FieldIssuesPart : TemplatePart
{
    private static readonly Dictionary<FieldFaultKind, byte[]> Words = ContractWords.FieldFaultKinds.ToDictionary(
        word => word.Value,
        word => Encoding.ASCII.GetBytes(word.Key));

    public override bool IsPresent(Refusal refusal)
    {
        foreach (var fault in refusal.Faults)
        {
            if (fault.Field.Length > 0)
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

        var separator = "["u8;
        foreach (var fault in refusal.Faults)
        {
            if (fault.Field.Length > 0)
            {
                output.Write(separator);
                output.Write("{\"path\":"u8);
                JsonText.WriteString(output, fault.Field);
                output.Write(",\"issue\":\""u8);
                output.Write(Words[fault.Kind]);
                output.Write("\"}"u8);
                separator = ","u8;
            }
        }

        output.Write("]"u8);
    }
}
