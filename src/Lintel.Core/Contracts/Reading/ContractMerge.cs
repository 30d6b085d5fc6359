namespace Lintel.Contracts;

/// <summary>Puts a contract over the one that it extends.</summary>
internal static class ContractMerge
{
    private const string Errors = "errors";
    private const string When = "when";

    // Taken whole from the file that says them: a shape is no sum of two.
    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal) { "envelope", "details", "retry" };

    /// <summary>
    /// Members of mappings are taken from both, those of <paramref name="own"/> first; a member without a value takes the inherited one away. A condition
    /// that an own definition answers is no longer answered by an inherited one.
    /// </summary>
    public static YamlMapping Merge(YamlMapping inherited, YamlMapping own)
    {
        var answered = Definitions(own).SelectMany(definition => ConditionsOf(definition.Value)).ToHashSet(StringComparer.Ordinal);
        var ownCodes = Definitions(own).Where(definition => definition.Value is YamlMapping mapping && Find(mapping, When) is not null)
            .Select(definition => definition.Name)
            .ToHashSet(StringComparer.Ordinal);
        return Merge(Without(inherited, answered, ownCodes), own, isEnvelopes: false);
    }

    private static YamlMapping Merge(YamlMapping inherited, YamlMapping own, bool isEnvelopes)
    {
        var members = new List<YamlMember>();
        foreach (var member in inherited.Members)
        {
            var over = own.Members.FirstOrDefault(other => other.Name == member.Name);
            if (over is null)
            {
                members.Add(member);
            }
            else if (over.Value is not YamlScalar { IsNull: true })
            {
                members.Add(over with { Value = Merge(member, over.Value, isEnvelopes) });
            }
        }

        var names = inherited.Members.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        members.AddRange(own.Members.Where(member => !names.Contains(member.Name)));
        return new YamlMapping(own.Position, members);
    }

    private static YamlNode Merge(YamlMember inherited, YamlNode own, bool isEnvelopes) =>
        inherited.Value is YamlMapping below && own is YamlMapping above && !isEnvelopes && !Whole.Contains(inherited.Name)
            ? Merge(below, above, inherited.Name == "envelopes")
            : own;

    /// <summary>Takes conditions away from inherited definitions, and definitions that then answer none.</summary>
    private static YamlMapping Without(YamlMapping root, HashSet<string> answered, HashSet<string> ownCodes)
    {
        var members = root.Members.Select(
            member => member is { Name: Errors, Value: YamlMapping errors }
                ? member with { Value = new YamlMapping(errors.Position, [.. errors.Members.Select(Narrowed).OfType<YamlMember>()]) }
                : member);
        return new YamlMapping(root.Position, [.. members]);

        YamlMember? Narrowed(YamlMember definition)
        {
            string[] conditions = [.. ConditionsOf(definition.Value)];
            if (ownCodes.Contains(definition.Name) || definition.Value is not YamlMapping mapping || !conditions.Any(answered.Contains))
            {
                return definition;
            }

            if (conditions.All(answered.Contains))
            {
                return null;
            }

            return definition with { Value = new YamlMapping(mapping.Position, [.. mapping.Members.Select(NarrowedWhen)]) };
        }

        YamlMember NarrowedWhen(YamlMember member) => member is { Name: When, Value: YamlSequence list }
            ? member with { Value = new YamlSequence(list.Position, [.. list.Items.Where(IsStillAnswered)]) }
            : member;

        bool IsStillAnswered(YamlNode condition) => condition is not YamlScalar scalar || !answered.Contains(scalar.Value);
    }

    private static IEnumerable<YamlMember> Definitions(YamlMapping root) =>
        Find(root, Errors) is YamlMapping errors ? errors.Members : [];

    private static IEnumerable<string> ConditionsOf(YamlNode definition) => definition is not YamlMapping mapping ? [] : Find(mapping, When) switch
    {
        YamlScalar scalar => [scalar.Value],
        YamlSequence list => list.Items.OfType<YamlScalar>().Select(item => item.Value),
        _ => [],
    };

    private static YamlNode? Find(YamlMapping mapping, string name) => mapping.Members.FirstOrDefault(member => member.Name == name)?.Value;
}
