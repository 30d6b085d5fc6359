using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>The values of an error's variables, read back from its body.</summary>
internal sealed class Filling
{
    public Dictionary<string, object?> Arguments { get; } = new(StringComparer.Ordinal);

    public List<FieldFault> Faults { get; } = [];

    /// <summary>The body's values for the request and the time.</summary>
    public Dictionary<EnvelopeVariable, string> Request { get; } = [];
}

/// <summary>Reads a body by the envelope of its definition.</summary>
/// <param name="contract">The contract.</param>
/// <param name="definition">The definition.</param>
/// <param name="sample">The error.</param>
internal sealed class FillingReader(Contract contract, ErrorDefinition definition, Sample sample)
{
    private readonly Filling _filling = new();
    private readonly Dictionary<string, string> _ofMessage = new(StringComparer.Ordinal);

    public Filling Read()
    {
        Read(definition.Envelope, sample.Body);
        foreach (var (name, text) in _ofMessage)
        {
            _filling.Arguments.TryAdd(name, text);
        }

        return _filling;
    }

    private void Read(EnvelopeValue shape, JsonElement value)
    {
        switch (shape)
        {
            case EnvelopeValue.Group group when value.ValueKind == JsonValueKind.Object:
                foreach (var member in group.Members)
                {
                    if (value.TryGetProperty(member.Name, out var found))
                    {
                        Read(member.Value, found);
                    }
                }

                break;
            case EnvelopeValue.List list when value.ValueKind == JsonValueKind.Array:
                ReadList(list, value);
                break;
            case EnvelopeValue.Keyed keyed when value.ValueKind == JsonValueKind.Object:
                new FaultReader(contract, _filling.Faults).ReadKeyed(keyed, value, string.Empty);
                break;
            case EnvelopeValue.Text { Pieces: [{ Variable: { } only }] }:
                ReadVariable(only, value);
                break;
            case EnvelopeValue.Variable variable:
                ReadVariable(variable, value);
                break;
        }
    }

    private void ReadList(EnvelopeValue.List list, JsonElement value)
    {
        if (list.Items is [EnvelopeValue.Each each])
        {
            ReadEach(each, value);
            return;
        }

        for (var at = 0; at < Math.Min(list.Items.Count, value.GetArrayLength()); at++)
        {
            Read(list.Items[at], value[at]);
        }
    }

    private void ReadEach(EnvelopeValue.Each each, JsonElement value)
    {
        var reader = new FaultReader(contract, _filling.Faults);
        foreach (var item in value.EnumerateArray())
        {
            reader.ReadItem(each.Item, item, string.Empty);
        }

        if (each.Source == FaultSource.Errors && _filling.Faults is [var only] && only.Field.Length == 0 && !reader.HasCode)
        {
            // The one item is the error itself.
            _filling.Faults.Clear();
            ReadMessage(only.Problem);
        }
    }

    private void ReadVariable(EnvelopeValue.Variable variable, JsonElement value)
    {
        switch (variable.Name)
        {
            case EnvelopeVariable.Details:
                ReadDetails(definition.Details, value);
                break;
            case EnvelopeVariable.Message:
                ReadMessage(LeafText.Of(value));
                break;
            case EnvelopeVariable.Argument:
                _filling.Arguments[variable.Of] = LeafValues.ArgumentOf(value);
                break;
            case >= EnvelopeVariable.Method and <= EnvelopeVariable.TimestampMilliseconds:
                _filling.Request[variable.Name] = LeafText.Of(value);
                break;
        }
    }

    private void ReadDetails(DetailsShape shape, JsonElement value)
    {
        if (shape is DetailsShape.FieldErrors)
        {
            new FaultReader(contract, _filling.Faults).ReadForm(value);
        }
        else if (shape is DetailsShape.Object details && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in details.Members.Where(member => value.TryGetProperty(member.Name, out _)))
            {
                var found = value.GetProperty(member.Name);
                if (member.Type == DetailsType.FieldErrors)
                {
                    new FaultReader(contract, _filling.Faults).ReadForm(found);
                }
                else
                {
                    _filling.Arguments[member.Name] = LeafValues.ArgumentOf(found);
                }
            }
        }
    }

    private void ReadMessage(string text)
    {
        if (MessageTemplate.Parse(definition.Message) is not { } template)
        {
            return;
        }

        var at = 0;
        string? name = null;
        foreach (var piece in template.Pieces)
        {
            if (piece.IsPlaceholder)
            {
                name = piece.Text;
                continue;
            }

            var next = text.IndexOf(piece.Text, at, StringComparison.Ordinal);
            if (next < 0)
            {
                return;
            }

            Note(name, text[at..next]);
            (name, at) = (null, next + piece.Text.Length);
        }

        Note(name, text[at..]);
    }

    private void Note(string? name, string value)
    {
        if (name is not null)
        {
            _ofMessage.TryAdd(name, value);
        }
    }
}
