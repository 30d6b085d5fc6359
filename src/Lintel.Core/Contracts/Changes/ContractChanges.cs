namespace Lintel.Contracts;

/// <summary>Tells the difference between two versions of a contract in words.</summary>
internal static class ContractChanges
{
    private static readonly string[] Compared = ["errors", "scopes", "plans", "accounts", "limits"];

    // Clients read bodies and header fields by these, or send requests by them.
    private static readonly string[] Breaking =
    [
        "basePath", "contentType", "xml", "requestId", "credentials", "order", "unknownMembers", "sizes", "cors", "envelope", "envelopes", "code", "headers",
        "members", "fieldErrors", "idempotency",
    ];

    /// <summary>Lists the differences: errors first, and then the other members in the order of their names.</summary>
    public static IReadOnlyList<ContractChange> Between(Contract before, Contract after) =>
    [
        .. ErrorChanges.Between(before, after),
        .. ScopeChanges(before.Scopes, after.Scopes),
        .. LimitChanges(before.Limits, after.Limits),
        .. WordChanges(before, after),
        .. OtherChanges(before.Members, after.Members),
    ];

    private static IEnumerable<ContractChange> ScopeChanges(IReadOnlyList<ScopeDefinition> before, IReadOnlyList<ScopeDefinition> after)
    {
        var (old, now) = (before.ToDictionary(scope => scope.Name), after.ToDictionary(scope => scope.Name));
        foreach (var scope in before.Where(scope => !now.ContainsKey(scope.Name)))
        {
            yield return new(ContractChangeKind.Removed, "scopes", scope.Name, $"The scope '{scope.Name}' was removed.", IsBreaking: true);
        }

        foreach (var scope in after)
        {
            if (!old.TryGetValue(scope.Name, out var known))
            {
                yield return new(ContractChangeKind.Added, "scopes", scope.Name, $"The scope '{scope.Name}' was added: {scope.Allows}", IsBreaking: false);
                continue;
            }

            if (Difference(known.Implies, scope.Implies) is { } implied)
            {
                var text = $"What the scope '{scope.Name}' implies changed: {implied}.";
                yield return new(ContractChangeKind.Changed, "scopes", scope.Name, text, known.Implies.Except(scope.Implies).Any());
            }

            if (known.Allows != scope.Allows)
            {
                yield return new(
                    ContractChangeKind.Changed, "scopes", scope.Name, $"The description of the scope '{scope.Name}' changed.", IsBreaking: false);
            }
        }
    }

    private static IEnumerable<ContractChange> LimitChanges(
        IReadOnlyList<RateLimits.RateLimitPolicy> before, IReadOnlyList<RateLimits.RateLimitPolicy> after)
    {
        var (old, now) = (before.ToDictionary(policy => policy.Name), after.ToDictionary(policy => policy.Name));
        foreach (var policy in before.Where(policy => !now.ContainsKey(policy.Name)))
        {
            yield return new(ContractChangeKind.Removed, "limits", policy.Name, $"The limit '{policy.Name}' was removed.", IsBreaking: false);
        }

        foreach (var policy in after)
        {
            if (!old.TryGetValue(policy.Name, out var known))
            {
                var text = $"The limit '{policy.Name}' was added: {policy.Allow} per {policy.WindowText}.";
                yield return new(ContractChangeKind.Added, "limits", policy.Name, text, IsBreaking: true);
            }
            else if ((known.Allow, known.Window) != (policy.Allow, policy.Window))
            {
                var text = $"The limit '{policy.Name}' admits {policy.Allow} per {policy.WindowText}, not {known.Allow} per {known.WindowText}.";
                var isLower = policy.Allow / policy.Window.TotalSeconds < known.Allow / known.Window.TotalSeconds;
                yield return new(ContractChangeKind.Changed, "limits", policy.Name, text, isLower);
            }
            else if (Rest(known) != Rest(policy) || Difference(known.Classes, policy.Classes) is not null)
            {
                yield return new(
                    ContractChangeKind.Changed, "limits", policy.Name, $"The limit '{policy.Name}' counts or tells otherwise.", IsBreaking: false);
            }
        }
    }

    /// <summary>The policy without its list, which records compare by reference.</summary>
    private static RateLimits.RateLimitPolicy Rest(RateLimits.RateLimitPolicy policy) => policy with { Classes = [] };

    private static IEnumerable<ContractChange> WordChanges(Contract before, Contract after)
    {
        (string Member, string Of, IReadOnlyList<string> Before, IReadOnlyList<string> After)[] lists =
        [
            ("plans", "The plans that may call the API", before.Plans?.Allow ?? [], after.Plans?.Allow ?? []),
            ("plans", "The subscription states that may call the API", before.Plans?.Subscriptions ?? [], after.Plans?.Subscriptions ?? []),
            ("accounts", "The plans of accounts", before.Accounts.Plans, after.Accounts.Plans),
            ("accounts", "The subscription states of accounts", before.Accounts.Subscriptions, after.Accounts.Subscriptions),
        ];
        foreach (var (member, of, old, now) in lists)
        {
            if (Difference(old, now) is { } difference)
            {
                yield return new(ContractChangeKind.Changed, member, null, $"{of} changed: {difference}.", old.Except(now).Any() || old.Count == 0);
            }
        }
    }

    private static IEnumerable<ContractChange> OtherChanges(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        foreach (var member in before.Keys.Union(after.Keys).Except(Compared).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before.GetValueOrDefault(member), after.GetValueOrDefault(member));
            if (old == now)
            {
                continue;
            }

            var (kind, verb) = old is null ? (ContractChangeKind.Added, "was added")
                : now is null ? (ContractChangeKind.Removed, "was removed")
                : (ContractChangeKind.Changed, "changed");
            yield return new(kind, member, null, $"`{member}` {verb}.", Breaking.Contains(member));
        }
    }

    /// <summary>The difference of two lists; null where they are the same.</summary>
    internal static string? Difference(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        if (before.Count == after.Count && before.Zip(after).All(pair => pair.First == pair.Second))
        {
            return null;
        }

        string[] parts = [.. after.Except(before).Select(name => $"with '{name}'"), .. before.Except(after).Select(name => $"without '{name}'")];
        return parts.Length == 0 ? "their order" : string.Join(", ", parts);
    }
}
