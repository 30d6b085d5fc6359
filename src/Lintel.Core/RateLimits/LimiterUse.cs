using System.Diagnostics.Metrics;
using Lintel.Telemetry;

namespace Lintel.RateLimits;

/// <summary>The decisions of a limiter and the room that is left, by policy and never by caller. Counts while somebody listens. Thread-safe.</summary>
/// <param name="policies">The policies of the limiter, by place.</param>
/// <param name="clock">The clock of the limiter.</param>
internal sealed class LimiterUse(IReadOnlyList<RateLimitPolicy> policies, RequestClock clock)
{
    private readonly RefusedCallers _refused = new();

    /// <summary>The policies, each with its counts.</summary>
    public IReadOnlyList<PolicyUseCounts> Policies { get; } = [.. policies.Select(policy => new PolicyUseCounts(policy, clock))];

    /// <summary>The instruments that tell the counts; while nobody listens to any of them, nothing is counted.</summary>
    public Instrument[] Instruments { get; set; } = [];

    /// <summary>true while somebody listens; otherwise, false.</summary>
    public bool IsWatched
    {
        get
        {
            foreach (var instrument in Instruments)
            {
                if (instrument.Enabled)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Notes a policy under which a request was charged.</summary>
    /// <param name="policy">The place of the policy.</param>
    /// <param name="used">The charges of the caller that stand, this one included.</param>
    /// <param name="allow">The charges that the caller may have.</param>
    /// <param name="now">When.</param>
    public void Admitted(int policy, int used, int allow, long now)
    {
        var counts = Policies[policy];
        counts.Admitted.Increment();
        counts.Saturation.Note((double)used / Math.Max(allow, 1), now);
    }

    /// <summary>Notes a refusal where somebody listens.</summary>
    /// <param name="requests">The policies of the request.</param>
    /// <param name="outcome">What was found in their counters.</param>
    public void NoteRefusal(ReadOnlySpan<RateLimitClaim> requests, in ChargeOutcome outcome)
    {
        if (IsWatched)
        {
            var request = requests[outcome.Place];
            Refused(request.Policy, request.Partition.Hash, outcome.Wait, outcome.Now);
        }
    }

    /// <summary>Notes the policy that has refused a request.</summary>
    /// <param name="policy">The place of the policy.</param>
    /// <param name="caller">The hash of the caller's counter.</param>
    /// <param name="wait">Ticks until the request would pass.</param>
    /// <param name="now">When.</param>
    public void Refused(int policy, ulong caller, long wait, long now)
    {
        var counts = Policies[policy];
        counts.Refused.Increment();
        counts.Saturation.Note(1, now);
        if (_refused.IsEarly(policy, caller, now, now + wait))
        {
            counts.EarlyRetries.Increment();
        }
    }
}

/// <summary>The counts of one policy.</summary>
/// <param name="policy">The policy.</param>
/// <param name="clock">The clock of the limiter.</param>
internal sealed class PolicyUseCounts(RateLimitPolicy policy, RequestClock clock)
{
    /// <summary>The policy's name; that of the contract's policy where this one counts a larger network.</summary>
    public string Name { get; } = NetworkPolicies.NameOf(policy);

    /// <summary>The requests that were charged.</summary>
    public StripedCount Admitted { get; } = new();

    /// <summary>The requests that were refused by this policy.</summary>
    public StripedCount Refused { get; } = new();

    /// <summary>Those of the refused that came before the time that their caller had been told.</summary>
    public StripedCount EarlyRetries { get; } = new();

    /// <summary>The largest part of its limit that a caller has used.</summary>
    public RecentPeak Saturation { get; } = new(clock);
}
