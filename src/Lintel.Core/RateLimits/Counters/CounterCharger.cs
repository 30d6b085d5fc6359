namespace Lintel.RateLimits;

/// <summary>Decides and charges in memory: all policies of a request at one moment, under the stripes of all its counters.</summary>
internal sealed class CounterCharger(CounterTable[] tables, RequestClock clock, Checkpoints checkpoints, LimiterUse use)
{
    /// <summary>Charges a request under all its policies, or none.</summary>
    /// <param name="requests">The policies, by ascending place.</param>
    /// <param name="claims">One for each; gets the charges that were made.</param>
    /// <param name="now">When the request came.</param>
    /// <param name="durable">Whether a policy is checkpointed; then its counter must have been loaded.</param>
    /// <param name="outcome">What was decided.</param>
    /// <param name="charge">false to decide only.</param>
    /// <returns>False where a counter is to be loaded first; then nothing was charged.</returns>
    public bool TryCharge(
        ReadOnlySpan<RateLimitClaim> requests, Span<CounterClaim> claims, long now, bool durable, out ChargeOutcome outcome, bool charge = true)
    {
        SetKeys(requests, claims);
        return TryCharge(requests, claims, now, withShared: false, expected: [], charge, out outcome)
            || (!durable && TryCharge(requests, claims, now, withShared: true, expected: [], charge, out outcome));
    }

    /// <summary>Finds or makes the durable counters of a request.</summary>
    /// <param name="requests">The policies, by ascending place.</param>
    /// <param name="claims">One for each.</param>
    /// <param name="counters">Gets the counters; null for a policy that is not durable.</param>
    public void FindAllDurable(ReadOnlySpan<RateLimitClaim> requests, Span<CounterClaim> claims, Span<DurableCounter?> counters)
    {
        SetKeys(requests, claims);
        var entered = 0;
        try
        {
            Enter(requests, claims, withShared: true, ref entered);
            TryFind(requests, claims, withShared: true, NotBefore(requests, claims, clock.Now, withShared: true));
            for (var i = 0; i < claims.Length; i++)
            {
                counters[i] = claims[i].Slots!.FindDurable(claims[i].Place);
            }
        }
        finally
        {
            Exit(requests, claims, entered);
        }
    }

    /// <summary>Charges a request after <see cref="FindAllDurable"/>; whoever calls holds the gates of the counters.</summary>
    /// <returns>False where a counter is not the caller's any more; then nothing was charged.</returns>
    public bool TryChargeDurable(
        ReadOnlySpan<RateLimitClaim> requests, Span<CounterClaim> claims, ReadOnlySpan<DurableCounter?> counters, bool charge, out ChargeOutcome outcome) =>
        TryCharge(requests, claims, clock.Now, withShared: true, counters, charge, out outcome);

    /// <summary>Gives a charge back, where it still stands.</summary>
    public void GiveBack(CounterTable table, CounterClaim charged)
    {
        table.Enter(charged.Stripe);
        try
        {
            var now = table.NotBefore(charged.Stripe, clock.Now);
            if (TryFindAgain(table, now, ref charged))
            {
                charged.Slots!.GiveBack(charged.Place, charged.Stamp, now, table.Window);
                checkpoints.Note(table, charged);
            }
        }
        finally
        {
            table.Exit(charged.Stripe);
        }
    }

    /// <summary>Removes all charges of a caller. Those in the counter that newcomers share are of others, too, and stay.</summary>
    /// <param name="table">The counters of the policy.</param>
    /// <param name="counter">The caller.</param>
    public void Clear(CounterTable table, in RateLimitKey counter)
    {
        var claim = default(CounterClaim);
        claim.SetKey(counter);
        table.Enter(claim.Stripe);
        try
        {
            if (table.TryFind(table.NotBefore(claim.Stripe, clock.Now), ref claim))
            {
                claim.Slots!.Clear(claim.Place);
                checkpoints.Note(table, claim);
            }
        }
        finally
        {
            table.Exit(claim.Stripe);
        }
    }

    /// <summary>The durable counter of a charge as it is now, kept for another generation; null where it was let go.</summary>
    public DurableCounter? FindDurableAgain(CounterTable table, CounterClaim charged)
    {
        table.Enter(charged.Stripe);
        try
        {
            return TryFindAgain(table, table.NotBefore(charged.Stripe, clock.Now), ref charged) ? charged.Slots!.FindDurable(charged.Place) : null;
        }
        finally
        {
            table.Exit(charged.Stripe);
        }
    }

    private static bool TryFindAgain(CounterTable table, long now, ref CounterClaim claim)
    {
        if (claim.Stripe != CounterTable.SharedStripe)
        {
            return table.TryFind(now, ref claim);
        }

        table.FindShared(ref claim);
        return true;
    }

    private static void SetKeys(ReadOnlySpan<RateLimitClaim> requests, Span<CounterClaim> claims)
    {
        claims[0].SetKey(requests[0].Partition);
        for (var i = 1; i < requests.Length; i++)
        {
            claims[i].SetKey(requests[i].Partition, claims[i - 1]);
        }
    }

    private bool TryCharge(
        ReadOnlySpan<RateLimitClaim> requests,
        Span<CounterClaim> claims,
        long came,
        bool withShared,
        ReadOnlySpan<DurableCounter?> expected,
        bool charge,
        out ChargeOutcome outcome)
    {
        outcome = default;
        var entered = 0;
        try
        {
            Enter(requests, claims, withShared, ref entered);

            var now = NotBefore(requests, claims, came, withShared);
            if (!TryFind(requests, claims, withShared, now) || !(expected.IsEmpty ? AreLoaded(requests, claims) : AreStill(claims, expected)))
            {
                return false;
            }

            outcome = Decide(requests, claims, now, charge);
            return true;
        }
        finally
        {
            Exit(requests, claims, entered);
        }
    }

    private void Enter(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims, bool withShared, ref int entered)
    {
        for (; entered < claims.Length; entered++)
        {
            tables[requests[entered].Policy].Enter(CounterTable.StripeOf(claims[entered].Hash));
        }

        for (; withShared && entered < 2 * claims.Length; entered++)
        {
            tables[requests[entered - claims.Length].Policy].Enter(CounterTable.SharedStripe);
        }
    }

    /// <summary>One time for all stripes that are held, and for each of them from then on: a first round finds the latest, a second one tells it.</summary>
    private long NotBefore(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims, long now, bool withShared)
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < claims.Length; i++)
            {
                var table = tables[requests[i].Policy];
                now = table.NotBefore(CounterTable.StripeOf(claims[i].Hash), now);
                now = withShared ? table.NotBefore(CounterTable.SharedStripe, now) : now;
            }
        }

        return now;
    }

    private void Exit(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims, int entered)
    {
        while (entered > claims.Length)
        {
            tables[requests[--entered - claims.Length].Policy].Exit(CounterTable.SharedStripe);
        }

        while (entered > 0)
        {
            tables[requests[--entered].Policy].Exit(CounterTable.StripeOf(claims[entered].Hash));
        }
    }

    private bool TryFind(ReadOnlySpan<RateLimitClaim> requests, Span<CounterClaim> claims, bool withShared, long now)
    {
        for (var i = 0; i < requests.Length; i++)
        {
            var table = tables[requests[i].Policy];
            if (withShared)
            {
                // A claim that took the shared counter in an earlier try begins anew.
                claims[i].Stripe = CounterTable.StripeOf(claims[i].Hash);
                table.FindOrAdd(now, ref claims[i]);
            }
            else if (!table.TryFind(now, ref claims[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreLoaded(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims)
    {
        for (var i = 0; i < claims.Length; i++)
        {
            if (tables[requests[i].Policy].IsDurable && claims[i].Slots!.FindDurable(claims[i].Place) is not { Loaded: true })
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreStill(ReadOnlySpan<CounterClaim> claims, ReadOnlySpan<DurableCounter?> expected)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!ReferenceEquals(expected[i], claims[i].Slots!.FindDurable(claims[i].Place)))
            {
                return false;
            }
        }

        return true;
    }

    private ChargeOutcome Decide(ReadOnlySpan<RateLimitClaim> requests, Span<CounterClaim> claims, long now, bool charge)
    {
        var place = 0;
        var wait = 0L;
        for (var i = 0; i < requests.Length; i++)
        {
            var own = claims[i].Slots!.GetWait(claims[i].Place, now, tables[requests[i].Policy].Window, requests[i].Allow);
            if (own > wait)
            {
                (place, wait) = (i, own);
            }
        }

        if (wait == 0 && charge)
        {
            ChargeAll(requests, claims, now);
        }

        if (charge && use.IsWatched)
        {
            NoteUse(requests, claims, now, place, wait);
        }

        place = wait == 0 ? LeastRoom(requests, claims, now) : place;
        var (used, timeToEmpty) = Describe(requests, claims, place, now);
        return new ChargeOutcome(now, place, wait, used, timeToEmpty) { All = DescribeAll(requests, claims, now, wait == 0, place) };
    }

    private void NoteUse(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims, long now, int place, long wait)
    {
        if (wait > 0)
        {
            use.Refused(requests[place].Policy, claims[place].Hash, wait, now);
            return;
        }

        for (var i = 0; i < requests.Length; i++)
        {
            use.Admitted(requests[i].Policy, Describe(requests, claims, i, now).Used, requests[i].Allow, now);
        }
    }

    private (int Used, long TimeToEmpty) Describe(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims, int place, long now) =>
        claims[place].Slots!.Describe(claims[place].Place, now, tables[requests[place].Policy].Window);

    /// <summary>
    /// The place of the policy with the least room left, among those that tell the caller; <c>X-RateLimit-</c> fields come first, for they tell of
    /// one.
    /// </summary>
    private int LeastRoom(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims, long now)
    {
        var (place, least, best) = (0, long.MaxValue, RateLimitHeaders.None);
        for (var i = 0; i < requests.Length; i++)
        {
            var headers = tables[requests[i].Policy].Policy.Headers;
            if (headers == RateLimitHeaders.None || (best == RateLimitHeaders.XRateLimit && headers != best))
            {
                continue;
            }

            var room = (long)requests[i].Allow - Describe(requests, claims, i, now).Used;
            if (headers != best || room < least)
            {
                (place, least, best) = (i, room, headers);
            }
        }

        return place;
    }

    private PolicyUse[]? DescribeAll(ReadOnlySpan<RateLimitClaim> requests, ReadOnlySpan<CounterClaim> claims, long now, bool admitted, int told)
    {
        var count = 0;
        for (var i = 0; i < requests.Length; i++)
        {
            count += Tells(requests[i]) ? 1 : 0;
        }

        if (count == 0 || (count == 1 && Tells(requests[told])))
        {
            return null;
        }

        var all = new PolicyUse[count];
        for (var i = requests.Length - 1; i >= 0; i--)
        {
            if (Tells(requests[i]))
            {
                var (used, timeToEmpty) = Describe(requests, claims, i, now);
                var wait = admitted ? 0 : claims[i].Slots!.GetWait(claims[i].Place, now, tables[requests[i].Policy].Window, requests[i].Allow);
                all[--count] = new PolicyUse(i, wait, used, timeToEmpty);
            }
        }

        return all;
    }

    private bool Tells(in RateLimitClaim request) => tables[request.Policy].Policy.Headers == RateLimitHeaders.Ietf;

    private void ChargeAll(ReadOnlySpan<RateLimitClaim> requests, Span<CounterClaim> claims, long now)
    {
        for (var i = 0; i < requests.Length; i++)
        {
            ref var claim = ref claims[i];
            var table = tables[requests[i].Policy];
            claim.Stamp = claim.Slots!.Charge(claim.Place, now, table.Window, table.NextSerial(claim.Stripe));
            checkpoints.Note(table, claim);
        }
    }
}

/// <summary>What was found under the stripes.</summary>
/// <param name="Now">When.</param>
/// <param name="Place">The place of the request that the status is about.</param>
/// <param name="Wait">Ticks until the request passes; 0 where it does.</param>
/// <param name="Used">How many charges stand.</param>
/// <param name="TimeToEmpty">Ticks until none stands.</param>
internal readonly record struct ChargeOutcome(long Now, int Place, long Wait, int Used, long TimeToEmpty)
{
    public bool Admitted => Wait == 0;

    /// <summary>Of each policy that tells of itself in a list; null where the place says all.</summary>
    public PolicyUse[]? All { get; init; }
}

/// <summary>The state of one policy.</summary>
/// <param name="Place">The place of the request.</param>
/// <param name="Wait">Ticks until this policy admits one more; 0 where it does, or where all admitted this one.</param>
/// <param name="Used">How many charges stand.</param>
/// <param name="TimeToEmpty">Ticks until none stands.</param>
internal readonly record struct PolicyUse(int Place, long Wait, int Used, long TimeToEmpty);
