using System.Collections.Concurrent;
using Lintel.RateLimits;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>
/// Writes counters that this process has changed to the store, from which an engine that was emptied is filled again. Every process writes those that it has
/// changed; of two that write one counter, the last one stays, and both are at most a second old.
/// </summary>
/// <param name="api">The contract's name.</param>
/// <param name="engine">The engine.</param>
/// <param name="scripts">What is done there.</param>
/// <param name="store">The store.</param>
internal sealed class RedisCheckpoints(string api, RedisEngine engine, RedisScripts scripts, IRateLimitStore store)
{
    // The store joins writes that come together into one commit.
    private const int Together = 256;

    // Beyond, callers lose a second of their counts where the engine is emptied.
    private const int Most = 100_000;

    private readonly RedisKeys _keys = new(api);
    private readonly ConcurrentDictionary<(string Policy, string Counter), SharedClaim> _changed = new();

    /// <summary>Notes that a counter has changed.</summary>
    public void Note(SharedClaim claim)
    {
        if (_changed.Count < Most)
        {
            _changed[(claim.Policy.Name, claim.Counter)] = claim;
        }
    }

    /// <summary>Writes all counters that have changed by now. Where one cannot be written it stays noted, and the exception is thrown.</summary>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var together in _changed.Keys.Chunk(Together))
        {
            await Task.WhenAll(together.Select(name => SaveAsync(name, cancellationToken)));
        }
    }

    private async Task SaveAsync((string Policy, string Counter) name, CancellationToken cancellationToken)
    {
        // First, so that a change while it is written is noted again.
        if (!_changed.TryRemove(name, out var claim))
        {
            return;
        }

        try
        {
            if (await ReadAsync(claim) is { } state)
            {
                var expires = new DateTimeOffset(state.Runs[^1].Last, TimeSpan.Zero) + claim.Policy.Window;
                await store.SaveAsync(api, name.Policy, name.Counter, state.Encode(toUtc: 0), expires, cancellationToken);
            }
        }
        catch (CountersLostException)
        {
            Note(claim);
        }
        catch
        {
            Note(claim);
            throw;
        }
    }

    private async ValueTask<CounterState?> ReadAsync(SharedClaim claim)
    {
        var keys = new RedisKey[2];
        _keys.Write(claim, keys);
        RedisValue[] arguments = [RedisWords.KindOf(claim.Policy.Kind), RedisWords.WindowOf(claim.Policy)];
        var answer = (long[])(await engine.EvaluateAsync(scripts.Export, keys, arguments, TimeProvider.System.GetTimestamp()))!;
        return answer.Length == 0 ? null : new CounterState(
            claim.Policy.Kind,
            [.. answer.Chunk(3).Select(run => new ChargeRun(RedisWords.TicksOf(run[0]), RedisWords.TicksOf(run[1]), (int)run[2]))]);
    }
}
