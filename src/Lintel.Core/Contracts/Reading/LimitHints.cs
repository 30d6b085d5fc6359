using Lintel.RateLimits;

namespace Lintel.Contracts;

/// <summary>Tells what a restart does to limits that are kept in memory against the default.</summary>
internal static class LimitHints
{
    public static IReadOnlyList<string> Of(IEnumerable<RateLimitPolicy> policies) =>
    [
        .. policies.Where(policy => policy.Durability == RateLimitDurability.None && policy.Window >= RateLimitPolicy.DurableFrom).Select(policy =>
            $"The limit {Quoting.Quote(policy.Name)} counts in memory (`durable: false`): a restart forgets its window of {policy.WindowText}, and every "
                + $"caller has all {policy.Allow:N0} requests again. Leave `durable` out to keep the counts."),
    ];
}
