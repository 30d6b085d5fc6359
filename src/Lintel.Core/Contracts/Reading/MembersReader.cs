using System.Text.Json;

namespace Lintel.Contracts;

/// <summary>Reads <c>members</c>: what definitions set beside their code, and what a definition sets.</summary>
internal static class MembersReader
{
    private const string Types = "Write string, integer, number, boolean or [string]; string? and so on for a member that definitions may leave out.";

    /// <summary>Reads the declarations of a contract.</summary>
    public static IReadOnlyDictionary<string, MemberDeclaration> ReadDeclarations(MappingCursor root)
    {
        var declarations = new Dictionary<string, MemberDeclaration>(StringComparer.Ordinal);
        if (!root.TryMapping("members", "`members`", out var cursor))
        {
            return declarations;
        }

        foreach (var member in cursor.Members)
        {
            if (!Forms.Argument.IsMatch(member.Name))
            {
                root.Faults.Add(member.Position, $"A member is called {Quoting.Quote(member.Name)}.", $"Use {Forms.ArgumentInWords}.");
            }
            else if (ReadDeclaration(member.Name, member.Value, root.Faults) is { } declaration)
            {
                declarations.Add(member.Name, declaration);
            }
        }

        return declarations;
    }

    /// <summary>Reads the values of a definition, those that it does not set from their declarations.</summary>
    public static IReadOnlyDictionary<string, object> ReadValues(MappingCursor definition, IReadOnlyDictionary<string, MemberDeclaration> declarations)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        MappingCursor? cursor = null;
        if (definition.Has("members"))
        {
            definition.TryMapping("members", $"`members` of {definition.Subject}", out cursor);
        }

        foreach (var declaration in declarations.Values)
        {
            var value = cursor?.Find(declaration.Name) is { } node ? ReadValue(node, declaration, definition) : declaration.Default;
            if (value is not null)
            {
                values.Add(declaration.Name, value);
            }
            else if (!declaration.Optional && cursor?.Has(declaration.Name) != true)
            {
                definition.Fault(
                    "members",
                    $"{definition.Name} has no value for the member {Quoting.Quote(declaration.Name)}.",
                    $"Add `members: {{ {declaration.Name}: … }}`, or give the member a default: {{ type: …, default: … }}.");
            }
        }

        cursor?.RefuseOthers();
        return values;
    }

    private static MemberDeclaration? ReadDeclaration(string name, YamlNode node, FaultList faults)
    {
        if (node is not YamlMapping mapping)
        {
            return ReadType(name, node, faults, null);
        }

        var cursor = new MappingCursor(mapping, $"member '{name}'", faults);
        var declaration = cursor.Need("type", "its type") is { } type ? ReadType(name, type, faults, cursor.Find("default")) : null;
        cursor.RefuseOthers();
        return declaration;
    }

    private static MemberDeclaration? ReadType(string name, YamlNode node, FaultList faults, YamlNode? byDefault)
    {
        var text = node is YamlScalar scalar ? scalar.Value : string.Empty;
        var optional = text.EndsWith('?');
        DetailsType? type = node is YamlSequence { Items: [YamlScalar { Value: "string" }] }
            ? DetailsType.StringList
            : ContractWords.DetailsTypes.TryGetValue(optional ? text[..^1] : text, out var known) && known != DetailsType.FieldErrors ? known : null;
        if (type is not { } found)
        {
            faults.Add(
                node.Position,
                $"The member {Quoting.Quote(name)} has the type {MappingCursor.Describe(node)}.",
                Spelling.Suggest(text, ["string", "integer", "number", "boolean"], Types));
            return null;
        }

        object? value = null;
        if (byDefault is not null && !TryRead(byDefault, found, out value))
        {
            faults.Add(byDefault.Position, $"The default of the member {Quoting.Quote(name)} is {MappingCursor.Describe(byDefault)}.", Fix(found));
        }

        return new MemberDeclaration(name, found, optional, value);
    }

    private static object? ReadValue(YamlNode node, MemberDeclaration declaration, MappingCursor definition)
    {
        if (!TryRead(node, declaration.Type, out var value))
        {
            definition.Faults.Add(
                node.Position,
                $"The member {Quoting.Quote(declaration.Name)} of {definition.Subject} is {MappingCursor.Describe(node)}.",
                Fix(declaration.Type));
        }

        return value;
    }

    private static string Fix(DetailsType type) => type switch
    {
        DetailsType.String => "Write a text of at most 256 characters on one line; in quotes where YAML takes it for something else.",
        DetailsType.Integer => "Write a whole number.",
        DetailsType.Number => "Write a number.",
        DetailsType.Boolean => "Write true or false.",
        _ => "Write a list of texts.",
    };

    private static bool TryRead(YamlNode node, DetailsType type, out object? value)
    {
        value = (type, node) switch
        {
            (DetailsType.String, YamlScalar { OtherKind: null } scalar) => CleanText(scalar),
            (DetailsType.Integer, YamlScalar { IsPlain: true } scalar) when WholeNumberText.TryParseSigned(scalar.Value, out var whole) => whole,
            (DetailsType.Number, YamlScalar { IsPlain: true } scalar) => (object?)NumberOf(scalar.Value),
            (DetailsType.Boolean, YamlScalar { IsPlain: true } scalar) => CoreSchema.ToBoolean(scalar.Value),
            (DetailsType.StringList, YamlSequence { Items.Count: <= 64 } list) => ReadTexts(list),
            _ => null,
        };
        return value is not null;
    }

    private static decimal? NumberOf(string text)
    {
        if (CoreSchema.ToJsonNumber(text) is not { } json)
        {
            return null;
        }

        using var number = JsonDocument.Parse(json);
        return number.RootElement.TryGetDecimal(out var value) ? value : null;
    }

    private static string[]? ReadTexts(YamlSequence list)
    {
        var texts = list.Items.Select(item => item is YamlScalar { OtherKind: null } scalar ? CleanText(scalar) : null).ToArray();
        return texts.Contains(null) ? null : [.. texts.OfType<string>()];
    }

    private static string? CleanText(YamlScalar scalar) =>
        scalar.Value.Length <= 256 && SourceText.IsClean(scalar.Value) ? scalar.Value : null;
}
