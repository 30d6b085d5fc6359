using Lintel.RateLimits;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>Brings counters that the engine does not have from the store.</summary>
/// <param name="api">The contract's name.</param>
/// <param name="engine">The engine.</param>
/// <param name="scripts">What is done there.</param>
/// <param name="store">The store.</param>
internal sealed class RedisLoader(string api, RedisEngine engine, RedisScripts scripts, IRateLimitStore store)
{
    private readonly RedisKeys _keys = new(api);

    /// <summary>Brings a counter.</summary>
    /// <param name="claim">The policy and the counter.</param>
    /// <param name="longest">The longest time that is waited for the store, and once more for the engine.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <exception cref="CountersLostException">The store or the engine does not answer in time: the counter is lost for now, the engine need not be.</exception>
    public async ValueTask LoadAsync(SharedClaim claim, TimeSpan longest, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(claim, longest, cancellationToken) ?? new CounterState(claim.Policy.Kind, []);
        var keys = new RedisKey[2];
        _keys.Write(claim, keys);
        RedisValue[] arguments =
        [
            RedisWords.KindOf(claim.Policy.Kind),
            RedisWords.WindowOf(claim.Policy),
            RedisWords.KeptOf(claim.Policy),
            RedisWords.KindOf(state.Kind),
            .. state.Runs.OrderBy(run => run.Last).SelectMany(
                run => new RedisValue[] { RedisWords.MicrosecondsOf(run.First), RedisWords.MicrosecondsOf(run.Last), run.Count }),
        ];
        await engine.ReachAsync(scripts.Load, keys, arguments, longest);
    }

    private async Task<CounterState?> ReadAsync(SharedClaim claim, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await store.LoadAsync(api, claim.Policy.Name, claim.Counter, cancellationToken).AsTask()
                .WaitAsync(longest, TimeProvider.System, cancellationToken);
            return bytes is null ? null : CounterState.Decode(bytes, toUtc: 0);
        }
        catch (Exception exception) when (exception is TimeoutException or StoreUnavailableException)
        {
            throw new CountersLostException("The store that an empty Redis is filled from does not answer in time.", exception);
        }
    }
}
