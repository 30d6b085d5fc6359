namespace Lintel.Contracts;

/// <summary>Reads <c>scopes</c>, <c>plans</c> and <c>waives</c>.</summary>
internal static class ScopesReader
{
    private const int MaximumScopes = 500;

    public static IReadOnlyList<ScopeDefinition> ReadScopes(MappingCursor root)
    {
        var scopes = new List<ScopeDefinition>();
        var positions = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        var items = root.Items("scopes");
        if (items.Count > MaximumScopes)
        {
            root.Fault("scopes", $"There are more than {MaximumScopes} scopes.", "Join scopes that are given together.");
            return scopes;
        }

        foreach (var item in items)
        {
            if (!root.TryMapping(item, $"scope {scopes.Count + 1}", out var cursor))
            {
                continue;
            }

            var scope = new ScopeDefinition(
                cursor.NeedMatching("name", Forms.Scope, Forms.ScopeInWords),
                cursor.NeedText("allows", "one sentence about what it allows"),
                cursor.Texts("implies", Forms.Scope, Forms.ScopeInWords));
            cursor.RefuseOthers();
            scopes.Add(scope);
            if (scope.Name.Length > 0 && !positions.TryAdd(scope.Name, cursor.PositionOf("implies")))
            {
                root.Faults.Add(cursor.Position, $"The scope {Quoting.Quote(scope.Name)} is here for the second time.", "Keep one of them.");
            }
        }

        CheckImplied(scopes, positions, root.Faults);
        return scopes;
    }

    public static PlanRule? ReadPlans(MappingCursor root)
    {
        if (!root.TryMapping("plans", "`plans`", out var cursor))
        {
            return null;
        }

        var rule = new PlanRule(Words(cursor, "allow"), Words(cursor, "subscriptions"));
        cursor.RefuseOthers();
        return rule;
    }

    public static IReadOnlyList<Waiver> ReadWaivers(MappingCursor root)
    {
        var waivers = new List<Waiver>();
        foreach (var item in root.Items("waives"))
        {
            if (!root.TryMapping(item, $"waiver {waivers.Count + 1}", out var cursor))
            {
                continue;
            }

            var waiver = new Waiver(cursor.NeedInteger("assertion", 1, 53, "the number of the assertion, 1 to 53"), cursor.NeedText("because", "the reason"));
            cursor.RefuseOthers();
            if (cursor.Has("assertion") && waivers.Exists(other => other.Assertion == waiver.Assertion))
            {
                root.Faults.Add(cursor.Position, $"Assertion {waiver.Assertion} is waived twice.", "Keep one waiver and join the reasons.");
            }
            else
            {
                waivers.Add(waiver);
            }
        }

        return waivers;
    }

    private static IReadOnlyList<string> Words(MappingCursor cursor, string name)
    {
        var words = cursor.Need(name, "a list of names") is null ? [] : cursor.Texts(name, Forms.Word, Forms.WordInWords);
        if (words.Count == 0 && cursor.Find(name) is YamlSequence { Items.Count: 0 })
        {
            cursor.Fault(name, $"`{name}` of {cursor.Subject} is empty, so that nobody could call the API.", "Name at least one.");
        }

        return words;
    }

    private static void CheckImplied(List<ScopeDefinition> scopes, Dictionary<string, SourcePosition> positions, FaultList faults)
    {
        foreach (var scope in scopes)
        {
            foreach (var implied in scope.Implies.Where(implied => !positions.ContainsKey(implied)))
            {
                faults.Add(
                    positions.GetValueOrDefault(scope.Name, SourcePosition.Start),
                    $"The scope {Quoting.Quote(scope.Name)} implies {Quoting.Quote(implied)}, which does not exist.",
                    Spelling.Suggest(implied, positions.Keys, "Add it to `scopes`, or take it away here."));
            }
        }

        // Scopes whose implied ones are all known to end are taken away; what remains goes in a circle.
        var open = scopes.DistinctBy(scope => scope.Name, StringComparer.Ordinal).ToDictionary(
            scope => scope.Name,
            scope => scope.Implies,
            StringComparer.Ordinal);
        while (open.Where(entry => !entry.Value.Any(open.ContainsKey)).Select(entry => entry.Key).ToArray() is { Length: > 0 } ends)
        {
            Array.ForEach(ends, name => open.Remove(name));
        }

        foreach (var name in open.Keys.Where(positions.ContainsKey))
        {
            faults.Add(
                positions[name],
                $"The scope {Quoting.Quote(name)} implies itself, by itself or by way of others.",
                "Let the wider scope imply the narrower one only.");
        }
    }
}
