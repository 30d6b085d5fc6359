using System.Collections.Concurrent;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>
/// Tells who has used up a rate limit policy, once for each key or account and window. Nothing is done while nobody listens, and little for whoever goes on
/// asking. Thread-safe.
/// </summary>
internal sealed class ExceededLimits
{
    // Beyond it those whose window is over go, or all where that is not enough. Then some are told again, which the listener bears: a mark in the database
    // decides.
    private const int MostKnown = 10_000;

    // Each window of each caller is a write: shorter ones are told of together.
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Api, string Policy, string Caller), long> _known = new();
    private Action<ExceededLimit>? _listener;

    /// <summary>Is told; null for nobody. Must return at once.</summary>
    public Action<ExceededLimit>? Listener
    {
        get => Volatile.Read(ref _listener);
        set => Volatile.Write(ref _listener, value);
    }

    /// <summary>Looks at a request that was answered.</summary>
    public void Note(ApiCall call)
    {
        if (Listener is not { } listener || call.Refusal?.Condition != Condition.RateExceeded || call.RateLimit.Policy < 0)
        {
            return;
        }

        var policy = call.Contract.Limits[call.RateLimit.Policy];
        if (CallerOf(policy, call) is not { } caller)
        {
            return;
        }

        var length = policy.Window > Shortest ? policy.Window : Shortest;
        var window = call.StartedAt.UtcTicks / length.Ticks;
        var end = (window + 1) * length.Ticks;
        var key = (call.Contract.Api, policy.Name, caller);
        if (_known.TryGetValue(key, out var told) && told == end)
        {
            return;
        }

        if (_known.Count >= MostKnown)
        {
            Forget(call.StartedAt.UtcTicks);
        }

        _known[key] = end;
        listener(new ExceededLimit(call.Contract.Api, policy, caller, call.AccountOrNull?.Id, call.KeyOrNull?.Id, call.RateLimit.Limit, window, length));
    }

    private void Forget(long now)
    {
        foreach (var (key, _) in _known.Where(pair => pair.Value <= now))
        {
            _known.TryRemove(key, out _);
        }

        if (_known.Count > MostKnown / 2)
        {
            _known.Clear();
        }
    }

    private static string? CallerOf(RateLimitPolicy policy, ApiCall call) => policy.Per switch
    {
        RateLimitPartition.Account => call.AccountOrNull?.Id,
        RateLimitPartition.Key => call.KeyOrNull?.Id,
        _ => null,
    };
}

/// <summary>A rate limit policy that a key or an account has used up.</summary>
/// <param name="Api">The API.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Caller">The id of the key or account that the policy counts by.</param>
/// <param name="AccountId">The account.</param>
/// <param name="KeyId">The key of the request; null where it had none.</param>
/// <param name="Limit">The requests that a window admits.</param>
/// <param name="Window">The number of the window, by the clock and counted from the year 1.</param>
/// <param name="Length">The length of that window: the policy's, or a minute where that is longer.</param>
internal sealed record ExceededLimit(
    string Api, RateLimitPolicy Policy, string Caller, string? AccountId, string? KeyId, int Limit, long Window, TimeSpan Length);
