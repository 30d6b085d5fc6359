namespace Lintel.Contracts;

/// <summary>Reads <c>order</c> and holds the stages to what they need of each other.</summary>
internal static class OrderReader
{
    /// <summary>Which stages must stand before a stage, and why.</summary>
    private static readonly (Stage Stage, Stage Before, string Because)[] Needs =
    [
        (Stage.Key, Stage.Credential, "a key is looked up by the credential"),
        (Stage.Plan, Stage.Key, "the plan is that of the key's account"),
        (Stage.Address, Stage.Key, "the addresses are those of the key"),
        (Stage.Session, Stage.Key, "a session is looked up where a key is"),
        (Stage.Session, Stage.Method, "the operation says whether it needs a session"),
        (Stage.Application, Stage.Key, "the applications are those of the key"),
        (Stage.Scope, Stage.Key, "the scopes are those of the key"),
        (Stage.Method, Stage.Route, "methods belong to a path"),
        (Stage.Scope, Stage.Method, "the operation says which scope it needs"),
        (Stage.Precondition, Stage.Method, "the operation says what it needs"),
        (Stage.Body, Stage.Method, "the operation says what it reads"),
        (Stage.Resource, Stage.Method, "the operation says what it loads"),
        (Stage.Rules, Stage.Method, "the operation says its rules"),
    ];

    public static IReadOnlyList<Stage> Read(MappingCursor root)
    {
        var order = new List<Stage>();
        var positions = new Dictionary<Stage, SourcePosition>();
        if (root.Need("order", "the stages in the API's order, such as [credential, key, limit, route, method, scope, body, resource, rules]") is null)
        {
            return order;
        }

        foreach (var item in root.Items("order"))
        {
            if (item is not YamlScalar word || !ContractWords.Stages.TryGetValue(word.Value, out var stage))
            {
                var all = $"Known are {string.Join(", ", ContractWords.Stages.Keys)}.";
                root.Faults.Add(item.Position, $"`order` holds {MappingCursor.Describe(item)}, which is no stage.", item is YamlScalar wrong ? Spelling.Suggest(wrong.Value, ContractWords.Stages.Keys, all) : all);
            }
            else if (!positions.TryAdd(stage, item.Position))
            {
                root.Faults.Add(item.Position, $"The stage {word.Value} is in `order` twice.", "Keep one of them; each check runs once.");
            }
            else
            {
                order.Add(stage);
            }
        }

        CheckNeeds(root, order, positions);
        return order;
    }

    /// <summary>Holds the order to the sections that its stages go by.</summary>
    public static void CheckSections(MappingCursor root, Contract contract)
    {
        if (contract.Order.Count == 0)
        {
            return;
        }

        Pair(root, contract, Stage.Credential, "credentials", contract.Credentials.Count > 0);
        Pair(root, contract, Stage.Plan, "plans", contract.Plans is not null);
        var limit = IndexOf(contract.Order, Stage.Limit);
        var key = IndexOf(contract.Order, Stage.Key);
        if (contract.Limits.Count > 0 && limit < 0)
        {
            root.Fault("order", "There are `limits`, and `order` has no stage `limit`.", "Add `limit` to `order` where they are to be looked at.");
        }

        foreach (var policy in contract.Limits.Where(policy => policy.Per is not (RateLimits.RateLimitPartition.Address or RateLimits.RateLimitPartition.Value)))
        {
            if (limit >= 0 && (key < 0 || key > limit))
            {
                root.Fault("limits", $"The limit {Quoting.Quote(policy.Name)} counts per {policy.Per.ToString().ToLowerInvariant()}, which is not known before the stage `key`.", "Put `key` before `limit` in `order`, or count per address.");
            }
        }
    }

    private static int IndexOf(IReadOnlyList<Stage> order, Stage stage)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i] == stage)
            {
                return i;
            }
        }

        return -1;
    }

    private static void Pair(MappingCursor root, Contract contract, Stage stage, string section, bool isThere)
    {
        var word = stage.ToString().ToLowerInvariant();
        if (isThere && !contract.Order.Contains(stage))
        {
            root.Fault("order", $"There are `{section}`, and `order` has no stage `{word}`.", $"Add `{word}` to `order`.");
        }
        else if (!isThere && contract.Order.Contains(stage) && !root.Has(section))
        {
            root.Fault("order", $"`order` has the stage `{word}`, and there are no `{section}`.", $"Add `{section}:`, or take `{word}` away.");
        }
    }

    private static void CheckNeeds(MappingCursor root, List<Stage> order, Dictionary<Stage, SourcePosition> positions)
    {
        foreach (var stage in new[] { Stage.Route, Stage.Method })
        {
            if (!order.Contains(stage))
            {
                root.Fault("order", $"`order` has no stage `{stage.ToString().ToLowerInvariant()}`.", "Add it; no operation is found without it.");
            }
        }

        if (order.Contains(Stage.Credential) && !order.Contains(Stage.Key))
        {
            root.Fault("order", "`order` has the stage `credential` and no stage `key`, so that nobody would look at what is presented.", "Add `key` after `credential`.");
        }

        foreach (var (stage, before, because) in Needs)
        {
            var place = IndexOf(order, stage);
            var placeBefore = IndexOf(order, before);
            if (place >= 0 && (placeBefore < 0 || placeBefore > place) && !(placeBefore < 0 && before is Stage.Route or Stage.Method))
            {
                root.Faults.Add(
                    positions[stage],
                    $"The stage `{stage.ToString().ToLowerInvariant()}` needs `{before.ToString().ToLowerInvariant()}` before it: {because}.",
                    placeBefore < 0 ? $"Add `{before.ToString().ToLowerInvariant()}` before it." : "Change their order.");
            }
        }
    }
}
