using System.Globalization;
using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>Compares JSON with the envelope of a definition: exactly the declared members in their order; optional ones may be left out.</summary>
/// <param name="definition">The definition.</param>
/// <param name="requestId">The id that the response carries.</param>
/// <param name="faults">Where differences go.</param>
internal sealed class EnvelopeComparison(ErrorDefinition definition, string? requestId, List<string> faults)
{
    public void Compare(EnvelopeValue value, JsonElement json, string path)
    {
        if (value.IsLeftOut && json.ValueKind == JsonValueKind.Null)
        {
            // An item that stands for a fault is never left out, for then the others could not be counted.
            return;
        }

        switch (value)
        {
            case EnvelopeValue.Group group:
                CompareMembers(group, json, path);
                break;
            case EnvelopeValue.List list:
                CompareItems(list, json, path);
                break;
            case EnvelopeValue.Keyed:
                Expect(json.ValueKind == JsonValueKind.Object, $"'{path}' is not an object.");
                break;
            case EnvelopeValue.Constant constant:
                Expect(json.GetRawText() == constant.Json, $"'{path}' is {json.GetRawText()}, not {constant.Json}.");
                break;
            case EnvelopeValue.Text text:
                CompareText(text, json, path);
                break;
            case EnvelopeValue.Variable variable:
                CompareVariable(variable.Name, json, path);
                break;
        }
    }

    private void CompareMembers(EnvelopeValue.Group group, JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"'{path}' is not an object.");
            return;
        }

        using var sent = json.EnumerateObject();
        var more = sent.MoveNext();
        foreach (var member in group.Members)
        {
            if (more && sent.Current.NameEquals(member.Name))
            {
                Compare(member.Value, sent.Current.Value, $"{path}/{member.Name}");
                more = sent.MoveNext();
            }
            else
            {
                Expect(member.Value.IsLeftOut, $"'{path}/{member.Name}' is missing or out of order.");
            }
        }

        Expect(!more, more ? $"'{path}/{sent.Current.Name}' is not declared." : string.Empty);
    }

    private void CompareItems(EnvelopeValue.List list, JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            faults.Add($"'{path}' is not a list.");
            return;
        }

        // Items that may come in any number take what the others leave.
        var items = json.EnumerateArray().ToArray();
        var any = list.Items.FirstOrDefault(item => item is EnvelopeValue.Each or EnvelopeValue.Variable { Name: EnvelopeVariable.FaultSegments });
        var fixedItems = list.Items.Where(item => item != any).ToArray();
        if (any is null)
        {
            Expect(
                items.Length <= fixedItems.Length && items.Length >= fixedItems.Count(item => !item.IsLeftOut),
                $"'{path}' has {items.Length} items, not {fixedItems.Length}.");
        }

        // Where items may be left out, or stand beside others in any number, none can be told by its place.
        for (var i = 0; i < items.Length; i++)
        {
            var meant = any is null
                ? items.Length == fixedItems.Length ? fixedItems[i] : null
                : any is EnvelopeValue.Each each && list.Items.Count == 1 ? each.Item : null;
            if (meant is not null)
            {
                Compare(meant, items[i], $"{path}/{i}");
            }
        }
    }

    private void CompareText(EnvelopeValue.Text text, JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            faults.Add($"'{path}' is not a text.");
        }
        else if (text.Pieces is [{ Variable: { } variable }])
        {
            CompareVariable(variable.Name, json, path);
        }
    }

    private void CompareVariable(EnvelopeVariable variable, JsonElement json, string path)
    {
        var expected = variable switch
        {
            EnvelopeVariable.Code => definition.Code,
            EnvelopeVariable.Status => definition.Status.ToString(CultureInfo.InvariantCulture),
            EnvelopeVariable.RequestId => requestId,
            _ => null,
        };
        var sent = json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText();
        Expect(expected is null || sent == expected, $"'{path}' is '{sent}', not '{expected}'.");
    }

    private void Expect(bool holds, string fault)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}
