using Lintel.RateLimits;

namespace Lintel.Proving;

/// <summary>Assertions 48 to 51.</summary>
internal static class LimitAssertions
{
    private const int AtOnce = 32;

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(48, "Over the limit is answered by 429 with whole seconds in Retry-After and no-store.", OverTheLimitIs429) { Inapplicable = NoLimit },
        new(
            49,
            "Retry-After is not before the window's end; a retry then succeeds, and a second sooner does not.",
            RetryAfterIsExact) { Inapplicable = NoLimit },
        new(50, "The budget is told in RateLimit fields that parse as lists of RFC 9651.", FieldsParse)
        {
            Inapplicable = target => target.Contract.Limits.Count == 0 ? "The contract has no limits."
                : target.Limit is null && target.Contract.Limits.All(limit => limit.Headers == RateLimitHeaders.None)
                ? "No limit of the contract has header fields."
                : null,
            Lacking = target => target.Limit is null ? "Give a limit that may be used up." : null,
        },
        new(
            51,
            "A concurrent flood admits no more than the limit, and failed authentications never charge a key.",
            FloodIsBounded) { Inapplicable = NoLimit, Lacking = NoSibling },
    ];

    private static string? NoLimit(ProbeTarget target) => Flood.IsPossible(target) ? null : "The contract has neither limits nor credentials.";

    private static string? NoSibling(ProbeTarget target) =>
        target.Limit is { Refused: null } ? "Give the limit a credential of the same account that is refused with 401." : null;

    private static async Task<string?> OverTheLimitIs429(Probe probe)
    {
        var (answer, fault) = await Flood.OverAsync(probe);
        if (answer is null)
        {
            return fault;
        }

        var fits = answer.Status == 429
            && Flood.WaitOf(answer) > 0
            && Flood.WaitOf(answer) <= WindowOf(probe).TotalSeconds
            && answer.Header("Cache-Control") == "no-store";
        return probe.Unlike(answer, Condition.RateExceeded) ?? (fits ? null : Probe.Show(answer));
    }

    private static TimeSpan WindowOf(Probe probe) => probe.Api.Limit?.Window ?? TimeSpan.FromMinutes(1);

    private static async Task<string?> RetryAfterIsExact(Probe probe)
    {
        var (answer, fault) = await Flood.OverAsync(probe);
        if (answer is null || Flood.WaitOf(answer) is not { } wait)
        {
            return fault ?? Probe.Show(answer!);
        }

        var told = answer.Header("RateLimit") is { } field ? StructuredList.Parse(field)![0].Parameters["t"] : 0;
        if (wait < told)
        {
            return $"Retry-After: {wait} and t={told}";
        }

        // The contract owes no more than whole seconds: it may round up, and never down.
        await probe.WaitAsync(TimeSpan.FromSeconds(wait - 1));
        var early = await Flood.SendAsync(probe, Flood.RequestOf(probe));
        await probe.WaitAsync(TimeSpan.FromSeconds(1));
        var due = await Flood.SendAsync(probe, Flood.RequestOf(probe));
        return early.Status == 429 && due.Status != 429 ? null : $"after {wait - 1} s {early.Status}, after {wait} s {due.Status}";
    }

    private static async Task<string?> FieldsParse(Probe probe)
    {
        await probe.NextWindowAsync(WindowOf(probe));
        var admitted = await Flood.SendAsync(probe, Flood.RequestOf(probe));
        var (refused, fault) = await Flood.OverAsync(probe);
        if (refused is null)
        {
            return fault;
        }

        foreach (var response in new[] { admitted, refused })
        {
            var policies = StructuredList.Parse(response.Header("RateLimit-Policy") ?? string.Empty);
            var budgets = StructuredList.Parse(response.Header("RateLimit") ?? string.Empty);
            if (policies is null
                || budgets is null
                || !policies.All(policy => policy.Parameters.ContainsKey("q"))
                || !budgets.All(budget => budget.Parameters.ContainsKey("r")))
            {
                return $"RateLimit-Policy: {response.Header("RateLimit-Policy")}, RateLimit: {response.Header("RateLimit")}";
            }
        }

        return null;
    }

    private static async Task<string?> FloodIsBounded(Probe probe)
    {
        await probe.NextWindowAsync(WindowOf(probe));
        var allow = Flood.AllowOf(probe.Api);
        if (probe.Api.Limit is { Refused: { } refused } limit)
        {
            for (var i = 0; i <= allow; i++)
            {
                await probe.SendAsync(limit.Request.With(refused));
            }
        }

        var (sent, admitted) = (allow + Math.Max(8, allow / 10), 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, sent), new ParallelOptions
        {
            MaxDegreeOfParallelism = AtOnce,
            CancellationToken = probe.Cancellation
        }, async (_, _) =>
        {
            if ((await Flood.SendAsync(probe, Flood.RequestOf(probe))).Status != 429)
            {
                Interlocked.Increment(ref admitted);
            }
        });
        return admitted == allow ? null : $"{admitted} of {sent} were admitted, and {allow} should have been";
    }
}
