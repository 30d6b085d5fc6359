using System.Runtime.CompilerServices;

namespace Lintel.RateLimits;

/// <summary>The findings in the counters of a request, as its caller is told.</summary>
internal static class RateLimitAnswer
{
    /// <summary>The answer to a request that is under no policy.</summary>
    public static readonly RateLimitResult Unlimited = new(Admitted: true, new RateLimitStatus(-1, 0, 0, 0), 0, null);

    /// <summary>Makes the answer to a request.</summary>
    /// <param name="requests">The policies that the request is under.</param>
    /// <param name="outcome">What was found.</param>
    /// <param name="now">When, in ticks of UTC.</param>
    /// <param name="charge">What can be given back; null where nothing can.</param>
    public static RateLimitResult Of(ReadOnlySpan<RateLimitClaim> requests, in ChargeOutcome outcome, long now, RateLimitCharge? charge)
    {
        var answer = Of(requests[outcome.Place], outcome, now, charge);
        if (outcome.All is not { } uses)
        {
            return answer;
        }

        var all = new RateLimitStatus[uses.Length];
        for (var i = 0; i < uses.Length; i++)
        {
            ref readonly var use = ref uses[i];
            all[i] = Of(requests[use.Place], new ChargeOutcome(outcome.Now, use.Place, use.Wait, use.Used, use.TimeToEmpty), now, charge: null).Status;
        }

        return answer with { All = all };
    }

    // Inlined, the answer is written to its place; handed from method to method it would be copied three times.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RateLimitResult Of(in RateLimitClaim request, in ChargeOutcome outcome, long now, RateLimitCharge? charge)
    {
        var retryAfter = (int)CountSeconds(outcome.Wait);
        var status = new RateLimitStatus(
            request.Policy,
            request.Allow,
            (int)Math.Max(0, (long)request.Allow - outcome.Used),
            CountSeconds(now + outcome.TimeToEmpty - DateTime.UnixEpoch.Ticks))
        {
            ResetAfter = outcome.Admitted ? (int)CountSeconds(outcome.TimeToEmpty) : retryAfter,
        };
        return new RateLimitResult(outcome.Admitted, status, retryAfter, charge);
    }

    /// <summary>Counts whole seconds, rounded up.</summary>
    public static long CountSeconds(long ticks) => (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
}
