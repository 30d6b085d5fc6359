using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

/// <summary>Short words for what the tests of the limiter need.</summary>
internal static class Limits
{
    public static readonly RateLimitKey Ada = RateLimitKey.Of("ada");
    public static readonly RateLimitKey Bob = RateLimitKey.Of("bob");

    public static RateLimitPolicy Fixed(int allow, int seconds) => Policy(RateLimitKind.Fixed, allow, seconds);

    public static RateLimitPolicy Rolling(int allow, int seconds) => Policy(RateLimitKind.Rolling, allow, seconds);

    public static RateLimiter Limiter(ManualClock clock, params RateLimitPolicy[] policies) => new("test", policies, new RequestClock(clock), store: null);

    /// <summary>Asks under one policy, in memory.</summary>
    public static RateLimitResult Ask(this RateLimiter limiter, RateLimitKey key, int? allow = null) =>
        Completed(limiter.AcquireAsync([new RateLimitClaim(0, key, allow ?? limiter.Policies[0].Allow)], CancellationToken.None));

    /// <summary>Asks for a request that comes now.</summary>
    public static ValueTask<RateLimitResult> AcquireAsync(
        this RateLimiter limiter,
        ReadOnlySpan<RateLimitClaim> requests,
        CancellationToken cancellationToken) =>
        limiter.AcquireAsync(requests, account: null, limiter.Clock.Now, cancellationToken);

    /// <summary>The answer of a limiter that may not wait.</summary>
    public static RateLimitResult Completed(ValueTask<RateLimitResult> answer)
    {
        Assert.True(answer.IsCompletedSuccessfully);
        return answer.GetAwaiter().GetResult();
    }

    /// <summary>Asks under one durable policy.</summary>
    public static async Task<RateLimitResult> AskDurably(this RateLimiter limiter, RateLimitKey key) =>
        await limiter.AcquireAsync([new RateLimitClaim(0, key, limiter.Policies[0].Allow)], CancellationToken.None);

    /// <summary>Asks until refused.</summary>
    /// <returns>How often it was admitted.</returns>
    public static int AskUntilRefused(this RateLimiter limiter, RateLimitKey key, int? allow = null)
    {
        var admitted = 0;
        while (limiter.Ask(key, allow).Admitted)
        {
            admitted++;
        }

        return admitted;
    }

    private static RateLimitPolicy Policy(RateLimitKind kind, int allow, int seconds) => new()
    {
        Name = kind.ToString(),
        Per = RateLimitPartition.Key,
        Kind = kind,
        Allow = allow,
        Window = TimeSpan.FromSeconds(seconds),
        WindowText = $"{seconds} seconds",
    };
}
