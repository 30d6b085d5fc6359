namespace Lintel.Contracts;

/// <summary>Reads a mapping with <c>$each</c>.</summary>
/// <param name="faults">Where faults go.</param>
/// <param name="mapping">The mapping.</param>
/// <param name="each">Its member <c>$each</c>.</param>
internal sealed class EachReader(FaultList faults, YamlMapping mapping, YamlMember each)
{
    /// <summary>The member that makes a mapping one.</summary>
    public const string Word = "$each";

    /// <summary>The members that belong to Lintel, for faults.</summary>
    public const string Names = "Lintel's are $each, $value, $by, $whole and $leaf.";

    private const string Sources = "Write faults, fields, wholes or errors; faults?, fields? or wholes? for what is left out where there are none.";

    /// <summary>Reads items of a list.</summary>
    /// <param name="readValue">Reads <c>$value</c>.</param>
    /// <param name="readMembers">Reads the members of an item that is an object.</param>
    public EnvelopeValue ReadItems(Func<YamlNode, EnvelopeValue> readValue, Func<IReadOnlyList<YamlMember>, EnvelopeValue> readMembers)
    {
        foreach (var member in mapping.Members.Where(member => member.Name is "$by" or "$whole" or "$leaf"))
        {
            faults.Add(member.Position, $"Items of a list have {member.Name}.", "Take it away, or take the list away for an object with the faults by field.");
        }

        var (source, optional) = ReadSource();
        YamlMember[] others = [.. mapping.Members.Where(member => member.Name is not (Word or "$value" or "$by" or "$whole" or "$leaf"))];
        if (Find("$value") is not { } value)
        {
            return new EnvelopeValue.Each(source, optional, readMembers(others));
        }

        RefuseOthers(others);
        return new EnvelopeValue.Each(source, optional, readValue(value));
    }

    /// <summary>Reads an object with the faults by field.</summary>
    /// <param name="readValue">Reads <c>$value</c>.</param>
    public EnvelopeValue ReadKeyed(Func<YamlNode, EnvelopeValue> readValue)
    {
        var (source, optional) = ReadSource();
        RefuseOthers(mapping.Members.Where(member => member.Name is not (Word or "$value" or "$by" or "$whole" or "$leaf")));
        if (source is FaultSource.Errors or FaultSource.Wholes)
        {
            var what = source == FaultSource.Errors ? "`$each: errors`; an error as a whole has" : "`$each: wholes`; faults of the body as a whole have";
            faults.Add(each.Position, $"An object by field has {what} no field.", "Write `$each: faults`.");
        }

        var by = ReadKey();
        var (whole, leaf) = (ReadName("$whole"), ReadName("$leaf"));
        if (leaf is not null && (whole is not null || by != FaultKey.Nested))
        {
            faults.Add(
                each.Position,
                "An object by field has `$leaf`, which goes with `$by: nested` and without `$whole`.",
                "Write `$leaf` alone: faults of the whole stand there too.");
        }
        else if (leaf is null && whole is null && by == FaultKey.Nested)
        {
            faults.Add(
                each.Position,
                "An object nested by path does not say where the faults of an object stand that has faulty members as well.",
                "Add `$leaf: _errors` for all faults, or `$whole: _errors` for those of objects.");
        }

        if (Find("$value") is { } value)
        {
            return new EnvelopeValue.Keyed(source, optional, by, whole, leaf, readValue(value));
        }

        faults.Add(
            each.Position,
            "An object by field has no `$value`.",
            "Add it, such as `$value: $fault.message`, or [ $fault.message ] for a list of texts.");
        return new EnvelopeValue.Group([]);
    }

    private (FaultSource Source, bool Optional) ReadSource()
    {
        var text = each.Value is YamlScalar scalar ? scalar.Value : string.Empty;
        var optional = text.EndsWith('?');
        if (ContractWords.FaultSources.TryGetValue(optional ? text[..^1] : text, out var source) && !(optional && source == FaultSource.Errors))
        {
            return (source, optional);
        }

        faults.Add(each.Value.Position, $"`$each` is {MappingCursor.Describe(each.Value)}.", Sources);
        return (FaultSource.Faults, false);
    }

    private FaultKey ReadKey()
    {
        switch (Find("$by"))
        {
            case null:
                faults.Add(
                    each.Position,
                    "An object has `$each` and neither stands in a list nor says `$by`.",
                    $"Put it into a list, or add `$by:` with {Quoting.Alternatives(ContractWords.FaultKeys.Keys)}.");
                return FaultKey.Field;
            case YamlScalar scalar when ContractWords.FaultKeys.TryGetValue(scalar.Value, out var key):
                return key;
            case var node:
                faults.Add(
                    node.Position,
                    $"`$by` is {MappingCursor.Describe(node)}.",
                    $"Write {Quoting.Alternatives(ContractWords.FaultKeys.Keys)}.");
                return FaultKey.Field;
        }
    }

    private string? ReadName(string word)
    {
        if (Find(word) is not { } node)
        {
            return null;
        }

        if (node is YamlScalar { Value.Length: > 0 and <= 64, OtherKind: null } scalar && !scalar.Value.Any(char.IsControl))
        {
            return scalar.Value;
        }

        faults.Add(node.Position, $"`{word}` is {MappingCursor.Describe(node)}.", "Write the name of a member, at most 64 characters.");
        return null;
    }

    private void RefuseOthers(IEnumerable<YamlMember> others)
    {
        foreach (var member in others)
        {
            faults.Add(
                member.Position,
                $"A mapping with `$each` and `$value` has {Quoting.Quote(member.Name)} as well.",
                "Take one of them away; an item is either a value or an object with members.");
        }
    }

    private YamlNode? Find(string word) => mapping.Members.FirstOrDefault(member => member.Name == word)?.Value;
}
