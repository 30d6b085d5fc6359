using Lintel.RateLimits;

namespace Lintel.Contracts;

/// <summary>Reads <c>limits</c>.</summary>
internal static class LimitsReader
{
    private const int MaximumPolicies = 64;
    private const int MaximumPoliciesOfARequest = 8;

    public static IReadOnlyList<RateLimitPolicy> Read(MappingCursor root)
    {
        var policies = new List<RateLimitPolicy>();
        var items = root.Items("limits");
        if (items.Count > MaximumPolicies)
        {
            root.Fault("limits", $"There are more than {MaximumPolicies} limits.", "Join some of them.");
            return policies;
        }

        foreach (var item in items)
        {
            if (!root.TryMapping(item, $"limit {policies.Count + 1}", out var cursor))
            {
                continue;
            }

            var policy = ReadPolicy(cursor);
            if (policy.Name.Length > 0 && policies.Exists(other => string.Equals(other.Name, policy.Name, StringComparison.Ordinal)))
            {
                root.Faults.Add(cursor.Position, $"The limit {Quoting.Quote(policy.Name)} is here for the second time.", "Give each limit a name of its own.");
            }

            policies.Add(policy);
        }

        CheckTogether(root, policies);
        return policies;
    }

    /// <summary>Refuses credentials without any limit and without a reason: whoever may present a secret may try secrets.</summary>
    public static void CheckThere(MappingCursor root, Contract contract)
    {
        if (contract.Unlimited is not null && contract.Limits.Count > 0)
        {
            root.Fault("unlimited", "There are `limits`, and `unlimited` says that there are none.", "Remove one of them.");
        }
        else if (contract.Unlimited is null && contract.Credentials.Count > 0 && !root.Has("limits"))
        {
            root.Fault(
                "credentials",
                "There are `credentials` and no `limits`, so one caller could keep the server busy.",
                "Add `limits`, or give the reason why there are none: `unlimited: because …`.");
        }
    }

    private static RateLimitPolicy ReadPolicy(MappingCursor cursor)
    {
        var (length, window) = DurationReader.Need(cursor, "window");
        var policy = new RateLimitPolicy
        {
            Name = cursor.NeedMatching("name", Forms.Name, Forms.NameInWords),
            Per = cursor.NeedChoice("per", ContractWords.Partitions, RateLimitPartition.Key),
            Allow = cursor.NeedInteger("allow", 1, 10_000_000, "how many requests a window admits"),
            Window = length,
            WindowText = window,
            Kind = cursor.Choice("kind", ContractWords.LimitKinds, RateLimitKind.Fixed),
            Classes = cursor.Texts("classes", Forms.Name, Forms.NameInWords),
            Named = cursor.Flag("named", fallback: false),
            Charge = cursor.Choice("charge", ContractWords.Charging, RateLimitCharging.Always),
            GuardsSecret = cursor.Choice("guards", ContractWords.Guarded, fallback: false),
            Durability = DurabilityOf(cursor, length),
            WhenLost = cursor.Choice("whenLost", ContractWords.Losses, RateLimitLoss.Share),
            Headers = cursor.Choice("headers", ContractWords.LimitHeaders, RateLimitHeaders.XRateLimit),
        };
        if (policy.Per == RateLimitPartition.Value && !policy.Named)
        {
            cursor.Fault("per", "A limit per value applies to operations that name it only: they supply the value.", "Add `named: true`.");
        }

        CheckLoss(cursor, policy);
        cursor.RefuseOthers();
        return policy;
    }

    private static RateLimitDurability DurabilityOf(MappingCursor cursor, TimeSpan window) => cursor.Has("durable")
        ? cursor.Flag("durable", fallback: false) ? RateLimitDurability.Immediate : RateLimitDurability.None
        : cursor.Has("guards") ? RateLimitDurability.Immediate
        : window >= RateLimitPolicy.DurableFrom ? RateLimitDurability.Checkpointed : RateLimitDurability.None;

    private static void CheckLoss(MappingCursor cursor, RateLimitPolicy policy)
    {
        if (policy.GuardsSecret && policy.Durability != RateLimitDurability.Immediate)
        {
            cursor.Fault("durable", "A limit that guards a secret is written before each answer: a restart must not give anybody more guesses.", "Leave `durable` out.");
        }

        if (policy.Durability == RateLimitDurability.Immediate && cursor.Has("whenLost"))
        {
            cursor.Fault("whenLost", "The limit is counted with the records, and admits nobody while they cannot be written.", "Leave `whenLost` out.");
        }
    }

    private static void CheckTogether(MappingCursor root, List<RateLimitPolicy> policies)
    {
        var general = policies.Where(policy => !policy.Named).ToArray();
        foreach (var name in general.SelectMany(policy => policy.Classes).Append(string.Empty).Distinct(StringComparer.Ordinal))
        {
            if (general.Where(policy => policy.Classes.Count == 0 || policy.Classes.Contains(name)).Sum(NetworkPolicies.CountersOf) > MaximumPoliciesOfARequest)
            {
                root.Fault("limits", $"One request would be under more than {MaximumPoliciesOfARequest} limits.", "Join some of them, or give them classes.");
                return;
            }
        }
    }
}
