namespace Lintel.Contracts;

/// <summary>Reads a row's <c>details</c>.</summary>
internal static class DetailsReader
{
    private const string Types = "Write string, integer, number, boolean, fieldErrors or [string]; string? and so on for a member that is left out where there is nothing to say.";

    public static DetailsShape Read(MappingCursor row)
    {
        switch (row.Find("details"))
        {
            case null:
                return DetailsShape.None;
            case YamlScalar { Value: "fieldErrors" }:
                return new DetailsShape.FieldErrors();
            case YamlMapping { Members.Count: > 0 } mapping:
                return ReadMembers(mapping, row);
            case var node:
                row.Faults.Add(node.Position, $"`details` of {row.Subject} is {MappingCursor.Describe(node)}.", "Write members with their types, such as { required: string }, or fieldErrors.");
                return DetailsShape.None;
        }
    }

    private static DetailsShape.Object ReadMembers(YamlMapping mapping, MappingCursor row)
    {
        var members = new List<DetailsMember>();
        foreach (var member in mapping.Members)
        {
            if (!Forms.Argument.IsMatch(member.Name))
            {
                row.Faults.Add(member.Position, $"A detail of {row.Subject} is called {Quoting.Quote(member.Name)}.", $"Use {Forms.ArgumentInWords}.");
            }
            else if (Read(member.Name, member.Value) is { } read)
            {
                members.Add(read);
            }
            else
            {
                row.Faults.Add(member.Value.Position, $"The detail {Quoting.Quote(member.Name)} of {row.Subject} has the type {MappingCursor.Describe(member.Value)}.", Types);
            }
        }

        return new DetailsShape.Object(members);
    }

    private static DetailsMember? Read(string name, YamlNode node) => node switch
    {
        YamlScalar scalar when ContractWords.DetailsTypes.TryGetValue(scalar.Value.TrimEnd('?'), out var type) && !scalar.Value.EndsWith("??", StringComparison.Ordinal) =>
            new DetailsMember(name, type, Optional: scalar.Value.EndsWith('?')),
        YamlSequence { Items: [YamlScalar { Value: "string" }] } => new DetailsMember(name, DetailsType.StringList),
        _ => null,
    };
}
