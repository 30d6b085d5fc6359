using Lintel.RateLimits;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>Adds to the counters of one contract what was admitted while the engine was lost, each charge once.</summary>
/// <param name="api">The contract's name.</param>
/// <param name="engine">The engine.</param>
/// <param name="scripts">What is done there.</param>
/// <param name="loader">Brings counters that the engine does not have.</param>
/// <param name="owed">The charges.</param>
internal sealed class RedisDebt(string api, RedisEngine engine, RedisScripts scripts, RedisLoader loader, OwedCharges owed)
{
    private const int Together = 64;
    private const int Asked = -1;

    // Beyond, nobody tries again.
    private static readonly TimeSpan MarkKept = TimeSpan.FromMinutes(10);

    private readonly RedisKeys _keys = new(api);

    /// <summary>Adds everything, also where the engine is not found yet. What could not be added is kept for the next call.</summary>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <exception cref="CountersLostException">The engine, or the store that it is filled from, does not answer.</exception>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (owed.Take(Together) is { Count: > 0 } taken)
        {
            await Task.WhenAll(taken.Select(charge => SettleAsync(charge, cancellationToken)));
        }
    }

    private async Task SettleAsync(OwedCharge charge, CancellationToken cancellationToken)
    {
        try
        {
            if (await AddAsync(charge) == Asked)
            {
                await loader.LoadAsync(charge.Claim, RedisEngine.LongestWork, cancellationToken);
                await AddAsync(charge);
            }
        }
        catch
        {
            owed.Return(charge);
            throw;
        }
    }

    private async Task<long> AddAsync(OwedCharge charge)
    {
        var claim = charge.Claim;
        var keys = new RedisKey[3];
        keys[0] = RedisKeys.Reservation(claim, charge.Id);
        _keys.Write(claim, keys.AsSpan(1));
        RedisValue[] arguments =
        [
            RedisWords.KindOf(claim.Policy.Kind),
            RedisWords.WindowOf(claim.Policy),
            RedisWords.KeptOf(claim.Policy),
            claim.Policy.Durability == RateLimitDurability.Checkpointed ? 1 : 0,
            (long)MarkKept.TotalMilliseconds,
            .. owed.RunsOf(charge).SelectMany(run => new RedisValue[] { run.Age / TimeSpan.TicksPerMicrosecond, run.Count }),
        ];
        return (long)await engine.ReachAsync(scripts.Owe, keys, arguments, RedisEngine.LongestWork);
    }
}
