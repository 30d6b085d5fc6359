namespace Lintel.Contracts;

/// <summary>Reads a row's <c>details</c>.</summary>
internal static class DetailsReader
{
    private const string Types = "Write string, integer, number, boolean or [string].";

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
                row.Faults.Add(node.Line, $"`details` of {row.Subject} is {MappingCursor.Describe(node)}.", "Write members with their types, such as { required: string }, or fieldErrors.");
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
                row.Faults.Add(member.Line, $"A detail of {row.Subject} is called {Quoting.Quote(member.Name)}.", $"Use {Forms.ArgumentInWords}.");
            }
            else if (TypeOf(member.Value) is { } type)
            {
                members.Add(new DetailsMember(member.Name, type));
            }
            else
            {
                row.Faults.Add(member.Value.Line, $"The detail {Quoting.Quote(member.Name)} of {row.Subject} has the type {MappingCursor.Describe(member.Value)}.", Types);
            }
        }

        return new DetailsShape.Object(members);
    }

    private static DetailsType? TypeOf(YamlNode node) => node switch
    {
        YamlScalar scalar when ContractWords.DetailsTypes.TryGetValue(scalar.Value, out var type) => type,
        YamlSequence { Items: [YamlScalar { Value: "string" }] } => DetailsType.StringList,
        _ => null,
    };
}
