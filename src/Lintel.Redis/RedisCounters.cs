using System.Security.Cryptography;
using Lintel.RateLimits;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>The counters of one contract in Redis.</summary>
internal sealed class RedisCounters : IOuterCounters
{
    private const int Asked = -1;
    private const int MostLoads = 3;

    // Numbers that the script tells of each policy.
    private const int Told = 5;

    // All steps of a request, with the store's: its own limit is 15 seconds.
    private static readonly TimeSpan LongestSteps = TimeSpan.FromSeconds(30);

    // A request that takes longer stays charged.
    private static readonly TimeSpan LongestReservation = TimeSpan.FromMinutes(10);

    private readonly RedisEngine _engine;
    private readonly RedisScripts _scripts;
    private readonly RedisKeys _keys;
    private readonly RedisLoader _loader;
    private readonly RedisDebt _debt;
    private readonly string _process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private long _reservations;

    /// <summary>Makes the counters.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="engine">The _engine.</param>
    /// <param name="scripts">What is done there.</param>
    /// <param name="store">The store that an engine without the counters is filled from.</param>
    /// <param name="owed">The charges that are made while the engine is lost.</param>
    public RedisCounters(string api, RedisEngine engine, RedisScripts scripts, IRateLimitStore store, OwedCharges owed)
    {
        _engine = engine;
        _scripts = scripts;
        _keys = new RedisKeys(api);
        _loader = new RedisLoader(api, engine, scripts, store);
        _debt = new RedisDebt(api, engine, scripts, _loader, owed);
        Checkpoints = new RedisCheckpoints(api, engine, scripts, store);
        engine.OnReturn(ReturnAsync);
    }

    /// <summary>The counters that are written to the store.</summary>
    public RedisCheckpoints Checkpoints { get; }

    /// <summary>The charges that could not be given back yet.</summary>
    public PendingGiveBacks Pending { get; } = new();

    /// <inheritdoc/>
    /// <remarks>Where the engine is one server, all are in one step.</remarks>
    public IReadOnlyList<SharedClaim[]> Divide(SharedClaim[] claims) =>
        _engine.IsDivided ? [.. claims.GroupBy(claim => claim.Group, StringComparer.Ordinal).Select(group => group.ToArray())] : [claims];

    /// <inheritdoc/>
    public async ValueTask<SharedFindings> ChargeAsync(SharedClaim[] claims, ChargeTerms terms, CancellationToken cancellationToken)
    {
        var id = terms is { Charge: true, Reserve: true } ? $"{_process}-{Interlocked.Increment(ref _reservations)}" : null;
        var keys = KeysOf(claims, id is null ? RedisKeys.Nothing(claims[0]) : RedisKeys.Reservation(claims[0], id));
        var began = terms.Began;
        for (var loads = 0; ; loads++)
        {
            var answer = (long[])(await _engine.EvaluateAsync(_scripts.Charge, keys, ArgumentsOf(claims, terms, id), began))!;
            if (answer[0] != Asked)
            {
                return FindingsOf(claims, answer, terms.Charge, id);
            }

            if (loads == MostLoads)
            {
                throw new CountersLostException("Redis loses the counters that are loaded into it.");
            }

            // The time that the store takes is not the engine's.
            var asked = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(answer[1..].Select(place => _loader.LoadAsync(claims[place - 1], _engine.LongestWait, cancellationToken).AsTask()));
            began += TimeProvider.System.GetTimestamp() - asked;
        }
    }

    /// <inheritdoc/>
    public async ValueTask GiveBackAsync(SharedFindings findings, RateLimitOutcome? outcome)
    {
        var given = Enumerable.Range(0, findings.Claims.Count).Where(i => findings.Claims[i].IsGivenBack(outcome)).ToArray();
        var claims = given.Select(i => findings.Claims[i]).ToArray();
        var arguments = given.SelectMany(i => GiveBackArgumentsOf(findings.Claims[i], findings.Stamps![i])).ToArray();
        var giveBack = new PendingGiveBack(KeysOf(claims, RedisKeys.Reservation(findings.Claims[0], findings.Reservation!)), arguments);
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

    /// <inheritdoc/>
    public async ValueTask ResetAsync(SharedClaim claim, CancellationToken cancellationToken)
    {
        var keys = new RedisKey[2];
        _keys.Write(claim, keys);
        RedisValue[] arguments = [RedisWords.KindOf(claim.Policy.Kind), RedisWords.WindowOf(claim.Policy), RedisWords.KeptOf(claim.Policy)];
        await _engine.EvaluateAsync(_scripts.Reset, keys, arguments, TimeProvider.System.GetTimestamp());
        Note([claim]);
    }

    /// <summary>Writes what has changed to the store, and adds and gives back what could not be before.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if (_engine.LostSince is not null)
        {
            return;
        }

        try
        {
            await _debt.SettleAsync(cancellationToken);
            await Pending.DrainAsync(GiveBackAsync);
            await Checkpoints.SaveAsync(cancellationToken);
        }
        catch (CountersLostException)
        {
            // Everything stays noted for the next time, and the engine tells of its loss.
        }
    }

    // The script of requests runs once before they wait for it: it has to be sent, and this process has to compile its own part.
    private async Task ReturnAsync(CancellationToken cancellationToken)
    {
        await _engine.ReachAsync(_scripts.Charge, ["lintel:start"], [0, 0], RedisEngine.LongestWork);
        await _debt.SettleAsync(cancellationToken);
    }

    private async ValueTask GiveBackAsync(PendingGiveBack giveBack) =>
        await _engine.EvaluateAsync(_scripts.GiveBack, giveBack.Keys, giveBack.Arguments, TimeProvider.System.GetTimestamp());

    private static RedisValue[] ArgumentsOf(SharedClaim[] claims, ChargeTerms terms, string? reservation)
    {
        var arguments = new RedisValue[2 + (5 * claims.Length)];
        arguments[0] = (terms.Charge, terms.Tentative) switch
        {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
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

    private RedisKey[] KeysOf(SharedClaim[] claims, RedisKey reservation)
    {
        var keys = new RedisKey[1 + (2 * claims.Length)];
        keys[0] = reservation;
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
        var certain = true;
        for (var i = 0; i < claims.Length; i++)
        {
            var own = answer.AsSpan(2 + (Told * i), Told);
            uses[i] = new PolicyUse(
                claims[i].Place, own[0] * TimeSpan.TicksPerMicrosecond, (int)Math.Min(own[1], int.MaxValue), own[2] * TimeSpan.TicksPerMicrosecond);
            stamps[i] = new SharedStamp(answer[1], own[3]);
            certain &= own[4] == 0 || answer[1] - own[4] > LongestSteps.Ticks / TimeSpan.TicksPerMicrosecond;
        }

        if (!charge || answer[0] == 0)
        {
            return new SharedFindings(claims, uses, now) { IsCertain = certain };
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
}
