using System.Collections.Concurrent;
using Lintel.RateLimits;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>
/// Writes counters that this process has changed to the store, from which an engine that was emptied is filled again. Every process writes those that it has
/// changed; where another charged while one was written, it is written again a second later, so that what is written last is what the engine has.
/// </summary>
/// <param name="api">The contract's name.</param>
/// <param name="engine">The engine.</param>
/// <param name="scripts">What is done there.</param>
/// <param name="store">The store.</param>
internal sealed class RedisCheckpoints(string api, RedisEngine engine, RedisScripts scripts, IRateLimitStore store)
{
    // One transaction of the store, on one of its few connections, and few enough for the engine not to keep requests waiting.
    private const int Together = 64;

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

    /// <summary>Writes all counters that have changed by now. Where some cannot be written they stay noted, and the exception is thrown.</summary>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <exception cref="CountersLostException">The engine does not answer.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var together in _changed.Keys.Chunk(Together))
        {
            await SaveAsync(together, cancellationToken);
        }
    }

    private async Task SaveAsync((string Policy, string Counter)[] names, CancellationToken cancellationToken)
    {
        var claims = new List<SharedClaim>(names.Length);
        foreach (var name in names)
        {
            // First, so that a change while it is written is noted again.
            if (_changed.TryRemove(name, out var claim))
            {
                claims.Add(claim);
            }
        }

        try
        {
            var counters = await Task.WhenAll(claims.Select(ReadAsync));
            await store.SaveAsync(api, [.. counters.OfType<StoredCounter>()], cancellationToken);
            await NoteChangedAsync(claims, counters);
        }
        catch
        {
            claims.ForEach(Note);
            throw;
        }
    }

    /// <summary>Notes counters that were changed meanwhile: another process may have written the newer state before this one.</summary>
    private async Task NoteChangedAsync(List<SharedClaim> claims, StoredCounter?[] written)
    {
        var now = await Task.WhenAll(claims.Select(ReadAsync));
        for (var i = 0; i < now.Length; i++)
        {
            if (now[i] is { } counter && written[i]?.State.AsSpan().SequenceEqual(counter.State) is not true)
            {
                Note(claims[i]);
            }
        }
    }

    private async Task<StoredCounter?> ReadAsync(SharedClaim claim)
    {
        var keys = new RedisKey[2];
        _keys.Write(claim, keys);
        RedisValue[] arguments = [RedisWords.KindOf(claim.Policy.Kind), RedisWords.WindowOf(claim.Policy)];
        var answer = (long[])(await engine.ReachAsync(scripts.Export, keys, arguments, RedisEngine.LongestWork))!;
        if (answer.Length == 0)
        {
            return null;
        }

        var state = new CounterState(
            claim.Policy.Kind,
            [.. answer.Chunk(3).Select(run => new ChargeRun(RedisWords.TicksOf(run[0]), RedisWords.TicksOf(run[1]), (int)run[2]))]);
        var expires = new DateTimeOffset(state.Runs[^1].Last, TimeSpan.Zero) + claim.Policy.Window;
        return new StoredCounter(new StoredCounterName(claim.Policy.Name, claim.Counter), state.Encode(toUtc: 0), expires);
    }
}
