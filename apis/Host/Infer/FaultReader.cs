using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Reads faults back from bodies.</summary>
/// <param name="contract">The contract.</param>
/// <param name="faults">Receives them.</param>
internal sealed class FaultReader(Contract contract, List<FieldFault> faults)
{
    /// <summary>true if an item had a word for the kind of its fault.</summary>
    public bool HasCode { get; private set; }

    /// <summary>Reads an item of a list, or a value of an object.</summary>
    /// <param name="shape">The shape of items.</param>
    /// <param name="item">The item.</param>
    /// <param name="field">The field, where the item does not say it.</param>
    public void ReadItem(EnvelopeValue shape, JsonElement item, string field)
    {
        var fault = new FieldFault(FieldLocation.Body, field, FieldFaultKind.Other, string.Empty);
        Read(shape, item, ref fault);
        faults.Add(fault);
    }

    /// <summary>Reads an object with the faults by field.</summary>
    public void ReadKeyed(EnvelopeValue.Keyed shape, JsonElement value, string outer)
    {
        foreach (var member in value.EnumerateObject())
        {
            var isLeaf = member.Name == shape.Leaf;
            var field = isLeaf || member.Name == shape.Whole ? outer : FieldOf(shape.By, member.Name, outer);
            if (shape.By == FaultKey.Nested && !isLeaf && member.Value.ValueKind == JsonValueKind.Object)
            {
                ReadKeyed(shape, member.Value, field);
            }
            else if (shape.Value is EnvelopeValue.List { Items: [var each] } && member.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in member.Value.EnumerateArray())
                {
                    ReadItem(each, item, field);
                }
            }
            else
            {
                ReadItem(shape.Value, member.Value, field);
            }
        }
    }

    /// <summary>Reads the value of <c>details: fieldErrors</c>.</summary>
    public void ReadForm(JsonElement value)
    {
        switch (FieldErrorForms.Of(value))
        {
            case FieldErrorForm.Grouped:
                foreach (var text in value.GetProperty("formErrors").EnumerateArray())
                {
                    faults.Add(new FieldFault(FieldLocation.Body, string.Empty, FieldFaultKind.Other, LeafText.Of(text)));
                }

                ReadKeyed(
                    new EnvelopeValue.Keyed(
                        FaultSource.Fields,
                        Optional: false,
                        FaultKey.Field,
                        Whole: null,
                        Leaf: null,
                        new EnvelopeValue.List([Variable(EnvelopeVariable.FaultMessage)])),
                    value.GetProperty("fieldErrors"),
                    string.Empty);
                break;
            case FieldErrorForm.List:
                ReadItems(
                    value,
                    ("location", EnvelopeVariable.FaultLocation),
                    ("field", EnvelopeVariable.FaultPath),
                    ("message", EnvelopeVariable.FaultMessage));
                break;
            case FieldErrorForm.Issues:
                ReadItems(value, ("path", EnvelopeVariable.FaultPath), ("issue", EnvelopeVariable.FaultCode));
                break;
        }
    }

    private void ReadItems(JsonElement value, params (string Name, EnvelopeVariable Variable)[] members)
    {
        var shape = new EnvelopeValue.Group([.. members.Select(member => new EnvelopeMember(member.Name, Variable(member.Variable)))]);
        foreach (var item in value.EnumerateArray())
        {
            ReadItem(shape, item, string.Empty);
        }
    }

    private static EnvelopeValue.Variable Variable(EnvelopeVariable name) => new(name, Optional: false);

    private static string FieldOf(FaultKey by, string key, string outer) => by switch
    {
        FaultKey.Pointer => OfPointer(key),
        FaultKey.Dotted => OfSegments(key.Split('.')),
        FaultKey.Nested => Join(outer, key),
        _ => key,
    };

    private static string OfPointer(string pointer) => OfSegments(
        pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));

    private static string OfSegments(IEnumerable<string> segments) => segments.Aggregate(string.Empty, Join);

    private static string Join(string outer, string segment) => segment.Length > 0 && segment.All(char.IsAsciiDigit) && outer.Length > 0
        ? $"{outer}[{segment}]"
        : outer.Length > 0 ? $"{outer}.{segment}" : segment;

    private void Read(EnvelopeValue shape, JsonElement value, ref FieldFault fault)
    {
        switch (shape)
        {
            case EnvelopeValue.Group group when value.ValueKind == JsonValueKind.Object:
                foreach (var member in group.Members)
                {
                    if (value.TryGetProperty(member.Name, out var found))
                    {
                        Read(member.Value, found, ref fault);
                    }
                }

                break;
            case EnvelopeValue.List when value.ValueKind == JsonValueKind.Array:
                fault = ReadSegments(value, fault, skip: 1);
                break;
            case EnvelopeValue.Text text when value.ValueKind == JsonValueKind.String:
                if (text.Pieces.Select(piece => piece.Variable).OfType<EnvelopeValue.Variable>().FirstOrDefault() is { } inside)
                {
                    fault = Read(inside.Name, value, fault);
                }

                break;
            case EnvelopeValue.Variable variable when value.ValueKind != JsonValueKind.Null:
                fault = Read(variable.Name, value, fault);
                break;
        }
    }

    private FieldFault Read(EnvelopeVariable variable, JsonElement value, FieldFault fault)
    {
        var text = LeafText.Of(value);
        switch (variable)
        {
            case EnvelopeVariable.FaultMessage:
                return fault with { Problem = text };
            case EnvelopeVariable.FaultCode:
                HasCode = true;
                return fault with { Kind = contract.FieldErrors.Codes.FirstOrDefault(code => code.Value.Text == text, new(FieldFaultKind.Other, default)).Key };
            case EnvelopeVariable.FaultPointer:
                return fault with { Field = OfPointer(text) };
            case EnvelopeVariable.FaultDotted:
                return fault with { Field = OfSegments(text.Split('.')) };
            case EnvelopeVariable.FaultPath or EnvelopeVariable.FaultField:
                return fault with { Field = text };
            case EnvelopeVariable.FaultSegments:
                return ReadSegments(value, fault, skip: 0);
            case EnvelopeVariable.FaultLocation:
                return fault with { Location = Enum.TryParse<FieldLocation>(text, ignoreCase: true, out var location) ? location : fault.Location };
            case EnvelopeVariable.FaultValue:
                return fault with { Value = LeafValues.ArgumentOf(value) };
            default:
                return fault;
        }
    }

    private FieldFault ReadSegments(JsonElement value, FieldFault fault, int skip)
    {
        var field = OfSegments(value.EnumerateArray().Skip(skip).Select(LeafText.Of));
        return skip > 0 && value.GetArrayLength() > 0 ? Read(EnvelopeVariable.FaultLocation, value[0], fault with { Field = field })
            : fault with { Field = field };
    }
}
