using System.Security.Cryptography;
using Lintel.RateLimits;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>The counters of one contract in Redis.</summary>
/// <param name="api">The contract's name.</param>
/// <param name="engine">The engine.</param>
/// <param name="scripts">What is done there.</param>
/// <param name="store">The store that an engine without the counters is filled from.</param>
internal sealed class RedisCounters(string api, RedisEngine engine, RedisScripts scripts, IRateLimitStore store) : ISharedCounters
{
    private const int Asked = -1;
    private const int MostLoads = 3;

    // A request that takes longer stays charged.
    private static readonly TimeSpan LongestReservation = TimeSpan.FromMinutes(10);

    private readonly RedisKeys _keys = new(api);
    private readonly string _process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private long _reservations;

    /// <summary>The counters that are written to the store.</summary>
    public RedisCheckpoints Checkpoints { get; } = new(api, engine, scripts, store);

    /// <summary>The charges that could not be given back yet.</summary>
    public PendingGiveBacks Pending { get; } = new();

    /// <inheritdoc/>
    /// <remarks>Where the engine is one server, all are in one step.</remarks>
    public IReadOnlyList<SharedClaim[]> Divide(SharedClaim[] claims) =>
        engine.IsDivided ? [.. claims.GroupBy(claim => claim.Group, StringComparer.Ordinal).Select(group => group.ToArray())] : [claims];

    /// <inheritdoc/>
    public async ValueTask<SharedFindings> ChargeAsync(SharedClaim[] claims, ChargeTerms terms, CancellationToken cancellationToken)
    {
        var id = terms is { Charge: true, Reserve: true } ? $"{_process}-{Interlocked.Increment(ref _reservations)}" : null;
        var keys = KeysOf(claims, id);
        for (var loads = 0; ; loads++)
        {
            var answer = (long[])(await engine.EvaluateAsync(scripts.Charge, keys, ArgumentsOf(claims, terms.Charge, id), terms.Began))!;
            if (answer[0] != Asked)
            {
                return FindingsOf(claims, answer, terms.Charge, id);
            }

            if (loads == MostLoads)
            {
                throw new CountersLostException("Redis loses the counters that are loaded into it.");
            }

            foreach (var place in answer.AsSpan(1).ToArray())
            {
                await LoadAsync(claims[place - 1], terms.Began, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask GiveBackAsync(SharedFindings findings, RateLimitOutcome? outcome)
    {
        var given = Enumerable.Range(0, findings.Claims.Count).Where(i => findings.Claims[i].IsGivenBack(outcome)).ToArray();
        var claims = given.Select(i => findings.Claims[i]).ToArray();
        var arguments = given.SelectMany(i => GiveBackArgumentsOf(findings.Claims[i], findings.Stamps![i])).ToArray();
        var giveBack = new PendingGiveBack(KeysOf(claims, findings.Reservation), arguments);
        try
        {
            await GiveBackAsync(giveBack);
        }
        catch (CountersLostException)
        {
            // By its reservation it is given back once, also where this call did so.
            Pending.Add(giveBack);
        }

        Note(claims);
    }

    /// <summary>Writes what has changed to the store, and gives back what could not be given back before.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if (engine.LostSince is null)
        {
            await Pending.DrainAsync(GiveBackAsync);
            await Checkpoints.SaveAsync(cancellationToken);
        }
    }

    private async ValueTask GiveBackAsync(PendingGiveBack giveBack) =>
        await engine.EvaluateAsync(scripts.GiveBack, giveBack.Keys, giveBack.Arguments, TimeProvider.System.GetTimestamp());

    private static RedisValue[] ArgumentsOf(SharedClaim[] claims, bool charge, string? reservation)
    {
        var arguments = new RedisValue[2 + (5 * claims.Length)];
        arguments[0] = charge ? 1 : 0;
        arguments[1] = reservation is null ? 0 : (long)LongestReservation.TotalMilliseconds;
        for (var i = 0; i < claims.Length; i++)
        {
            var policy = claims[i].Policy;
            var at = 2 + (5 * i);
            arguments[at] = RedisWords.KindOf(policy.Kind);
            arguments[at + 1] = RedisWords.WindowOf(policy);
            arguments[at + 2] = claims[i].Allow;
            arguments[at + 3] = RedisWords.KeptOf(policy);
            arguments[at + 4] = policy.Durability == RateLimitDurability.Checkpointed ? 1 : 0;
        }

        return arguments;
    }

    private static RedisValue[] GiveBackArgumentsOf(SharedClaim claim, SharedStamp stamp) =>
        [RedisWords.KindOf(claim.Policy.Kind), RedisWords.WindowOf(claim.Policy), RedisWords.KeptOf(claim.Policy), stamp.At, stamp.Window];

    private RedisKey[] KeysOf(SharedClaim[] claims, string? reservation)
    {
        var keys = new RedisKey[1 + (2 * claims.Length)];
        keys[0] = RedisKeys.Reservation(claims[0], reservation ?? "none");
        for (var i = 0; i < claims.Length; i++)
        {
            _keys.Write(claims[i], keys.AsSpan(1 + (2 * i)));
        }

        return keys;
    }

    private SharedFindings FindingsOf(SharedClaim[] claims, long[] answer, bool charge, string? reservation)
    {
        var now = RedisWords.TicksOf(answer[1]);
        var uses = new PolicyUse[claims.Length];
        var stamps = new SharedStamp[claims.Length];
        for (var i = 0; i < claims.Length; i++)
        {
            var own = answer.AsSpan(2 + (4 * i), 4);
            uses[i] = new PolicyUse(
                claims[i].Place, own[0] * TimeSpan.TicksPerMicrosecond, (int)Math.Min(own[1], int.MaxValue), own[2] * TimeSpan.TicksPerMicrosecond);
            stamps[i] = new SharedStamp(answer[1], own[3]);
        }

        if (!charge || answer[0] == 0)
        {
            return new SharedFindings(claims, uses, now);
        }

        Note(claims);
        return new SharedFindings(claims, uses, now) { Stamps = reservation is null ? null : stamps, Reservation = reservation };
    }

    private void Note(SharedClaim[] claims)
    {
        foreach (var claim in claims)
        {
            if (claim.Policy.Durability == RateLimitDurability.Checkpointed)
            {
                Checkpoints.Note(claim);
            }
        }
    }

    /// <summary>Brings a counter that the engine does not have from the store. The time that the store takes is not the engine's.</summary>
    private async ValueTask LoadAsync(SharedClaim claim, long began, CancellationToken cancellationToken)
    {
        var asked = TimeProvider.System.GetTimestamp();
        var bytes = await store.LoadAsync(api, claim.Policy.Name, claim.Counter, cancellationToken);
        var state = bytes is null ? new CounterState(claim.Policy.Kind, []) : CounterState.Decode(bytes, toUtc: 0);
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
        await engine.EvaluateAsync(scripts.Load, keys, arguments, began + TimeProvider.System.GetTimestamp() - asked);
    }
}
