namespace Lintel.Contracts;

/// <summary>Reads <c>order</c> and holds the stages to what they need of each other.</summary>
internal static class OrderReader
{
    /// <summary>The stages that every contract needs.</summary>
    private static readonly StageDescriptor[] Found = [StageDescriptor.Route, StageDescriptor.Method];

    public static IReadOnlyList<StageDescriptor> Read(MappingCursor root, IEnumerable<StageDescriptor> stages)
    {
        var byWord = stages.ToDictionary(stage => stage.Word, StringComparer.Ordinal);
        var order = new List<StageDescriptor>();
        var positions = new Dictionary<StageDescriptor, SourcePosition>();
        if (root.Need("order", "the stages in the API's order, such as [credential, key, limit, route, method, scope, body, resource, rules]") is null)
        {
            return order;
        }

        foreach (var item in root.Items("order"))
        {
            if (item is not YamlScalar word || !byWord.TryGetValue(word.Value, out var stage))
            {
                var all = $"Known are {string.Join(", ", byWord.Keys)}.";
                root.Faults.Add(
                    item.Position,
                    $"`order` holds {MappingCursor.Describe(item)}, which is no stage.",
                    item is YamlScalar wrong ? Spelling.Suggest(wrong.Value, byWord.Keys, all) : all);
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

        Pair(root, contract, StageDescriptor.Credential, "credentials", contract.Credentials.Count > 0);
        Pair(root, contract, StageDescriptor.Plan, "plans", contract.Plans is not null);
        if (root.Has("idempotency") && !contract.Order.Contains(StageDescriptor.Idempotency))
        {
            root.Fault("order", "There is `idempotency`, and `order` has no stage `idempotency`.", "Add `idempotency` to `order`, such as before `body`.");
        }

        var order = contract.Order.ToList();
        var limit = order.IndexOf(StageDescriptor.Limit);
        var key = order.IndexOf(StageDescriptor.Key);
        if (contract.Limits.Count > 0 && limit < 0)
        {
            root.Fault("order", "There are `limits`, and `order` has no stage `limit`.", "Add `limit` to `order` where they are to be looked at.");
        }

        foreach (var policy in contract.Limits.Where(
            policy => policy.Per is not (RateLimits.RateLimitPartition.Address or RateLimits.RateLimitPartition.Value)))
        {
            if (limit >= 0 && (key < 0 || key > limit))
            {
                root.Fault(
                    "limits",
                    $"The limit {Quoting.Quote(policy.Name)} counts per {policy.Per.ToString().ToLowerInvariant()}, which is not known before the stage `key`.",
                    "Put `key` before `limit` in `order`, or count per address.");
            }
        }
    }

    private static void Pair(MappingCursor root, Contract contract, StageDescriptor stage, string section, bool isThere)
    {
        var word = stage.Word;
        if (isThere && !contract.Order.Contains(stage))
        {
            root.Fault("order", $"There are `{section}`, and `order` has no stage `{word}`.", $"Add `{word}` to `order`.");
        }
        else if (!isThere && contract.Order.Contains(stage) && !root.Has(section))
        {
            root.Fault("order", $"`order` has the stage `{word}`, and there are no `{section}`.", $"Add `{section}:`, or take `{word}` away.");
        }
    }

    private static void CheckNeeds(MappingCursor root, List<StageDescriptor> order, Dictionary<StageDescriptor, SourcePosition> positions)
    {
        foreach (var stage in Found)
        {
            if (!order.Contains(stage))
            {
                root.Fault("order", $"`order` has no stage `{stage.Word}`.", "Add it; no operation is found without it.");
            }
        }

        if (order.Contains(StageDescriptor.Credential) && !order.Contains(StageDescriptor.Key))
        {
            root.Fault(
                "order",
                "`order` has the stage `credential` and no stage `key`, so that nobody would look at what is presented.",
                "Add `key` after `credential`.");
        }

        var repeated = order.IndexOf(StageDescriptor.Idempotency);
        foreach (var stage in order.Skip(repeated + 1).Where(stage => repeated >= 0 && StageDescriptor.DecidesOnCallers(stage)))
        {
            root.Faults.Add(
                positions[stage],
                $"The stage `{stage.Word}` stands after `idempotency`, so that repeated requests would be answered without it.",
                $"Put `idempotency` after `{stage.Word}`, such as before `body`.");
        }

        foreach (var (stage, (before, because)) in order.SelectMany(stage => stage.Needs.Select(need => (stage, need))))
        {
            var place = order.IndexOf(stage);
            var placeBefore = order.IndexOf(before);
            if ((placeBefore < 0 || placeBefore > place) && !(placeBefore < 0 && Found.Contains(before)))
            {
                root.Faults.Add(
                    positions[stage],
                    $"The stage `{stage.Word}` needs `{before.Word}` before it: {because}.",
                    placeBefore < 0 ? $"Add `{before.Word}` before it." : "Change their order.");
            }
        }
    }
}
