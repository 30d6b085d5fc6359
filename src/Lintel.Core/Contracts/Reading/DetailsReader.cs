namespace Lintel.Contracts;

/// <summary>Reads a definition's <c>details</c>.</summary>
internal static class DetailsReader
{
    private const string Types =
        "Write string, integer, number, boolean, fieldErrors or [string]; string? and so on for a member that is left out where there is nothing to say.";

    public static DetailsShape Read(MappingCursor definition)
    {
        switch (definition.Find("details"))
        {
            case null:
                return DetailsShape.None;
            case YamlScalar { Value: "fieldErrors" }:
                return new DetailsShape.FieldErrors();
            case YamlMapping { Members.Count: > 0 } mapping:
                return ReadMembers(mapping, definition);
            case var node:
                definition.Faults.Add(
                    node.Position,
                    $"`details` of {definition.Subject} is {MappingCursor.Describe(node)}.",
                    "Write members with their types, such as { required: string }, or fieldErrors.");
                return DetailsShape.None;
        }
    }

    private static DetailsShape.Object ReadMembers(YamlMapping mapping, MappingCursor definition)
    {
        var members = new List<DetailsMember>();
        foreach (var member in mapping.Members)
        {
            if (!Forms.Argument.IsMatch(member.Name))
            {
                definition.Faults.Add(
                    member.Position,
                    $"A detail of {definition.Subject} is called {Quoting.Quote(member.Name)}.",
                    $"Use {Forms.ArgumentInWords}.");
            }
            else if (Read(member.Name, member.Value) is { } read)
            {
                members.Add(read);
            }
            else
            {
                definition.Faults.Add(
                    member.Value.Position,
                    $"The detail {Quoting.Quote(member.Name)} of {definition.Subject} has the type {MappingCursor.Describe(member.Value)}.",
                    Types);
            }
        }

        return new DetailsShape.Object(members);
    }

    private static DetailsMember? Read(string name, YamlNode node) => node switch
    {
        YamlScalar scalar when ContractWords.DetailsTypes.TryGetValue(scalar.Value.TrimEnd('?'), out var type)
            && !scalar.Value.EndsWith("??", StringComparison.Ordinal) =>
            new DetailsMember(name, type, Optional: scalar.Value.EndsWith('?')),
        YamlSequence { Items: [YamlScalar { Value: "string" }] } => new DetailsMember(name, DetailsType.StringList),
        _ => null,
    };
}
