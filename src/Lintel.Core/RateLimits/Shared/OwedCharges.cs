namespace Lintel.RateLimits;

/// <summary>
/// Charges that were made in this process' memory while the engine was lost, and are added to its counters once it answers. Bounded: what is beyond is not
/// added. Thread-safe.
/// </summary>
/// <param name="clock">The clock of requests.</param>
internal sealed class OwedCharges(RequestClock clock)
{
    private const int MostCounters = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Policy, string Counter), OwedCharge> _owed = [];
    private readonly Queue<OwedCharge> _returned = new();

    /// <summary>Adds a charge under each of some policies.</summary>
    /// <param name="claims">The policies.</param>
    /// <returns>When, as <see cref="Cancel"/> takes it.</returns>
    public long Add(IEnumerable<SharedClaim> claims)
    {
        var now = clock.Now;
        lock (_gate)
        {
            foreach (var claim in claims)
            {
                if (Find(claim) is { } owed)
                {
                    owed.Add(now);
                }
            }
        }

        return now;
    }

    /// <summary>Takes a charge back that was not taken to the engine yet.</summary>
    /// <param name="claim">The policy.</param>
    /// <param name="at">What <see cref="Add"/> gave.</param>
    public void Cancel(in SharedClaim claim, long at)
    {
        lock (_gate)
        {
            _owed.GetValueOrDefault(NameOf(claim))?.Cancel(at);
        }
    }

    /// <summary>Forgets what a counter is owed. What was taken and not returned yet is added all the same.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="counter">The name of the counter.</param>
    public void Forget(string policy, string counter)
    {
        lock (_gate)
        {
            _owed.Remove((policy, counter));
            for (var left = _returned.Count; left > 0; left--)
            {
                var returned = _returned.Dequeue();
                if (NameOf(returned.Claim) != (policy, counter))
                {
                    _returned.Enqueue(returned);
                }
            }
        }
    }

    /// <summary>Takes counters with what is owed to them: those that were returned first. Empty where nothing is owed.</summary>
    /// <param name="most">The largest number of counters.</param>
    public IReadOnlyList<OwedCharge> Take(int most)
    {
        var taken = new List<OwedCharge>();
        lock (_gate)
        {
            while (taken.Count < most && _returned.TryDequeue(out var returned))
            {
                taken.Add(returned);
            }

            foreach (var (name, owed) in _owed.Take(most - taken.Count))
            {
                _owed.Remove(name);
                taken.Add(owed);
            }
        }

        return taken;
    }

    /// <summary>Returns what was taken and may not have reached the engine. It keeps its <see cref="OwedCharge.Id"/>, by which it is added once.</summary>
    public void Return(OwedCharge owed)
    {
        lock (_gate)
        {
            _returned.Enqueue(owed);
        }
    }

    /// <summary>The charges of what was taken, as <see cref="OwedCharge.RunsAt"/> has them.</summary>
    public IEnumerable<(long Age, int Count)> RunsOf(OwedCharge owed) => owed.RunsAt(clock.Now);

    private static (string Policy, string Counter) NameOf(in SharedClaim claim) => (claim.Policy.Name, claim.Counter);

    private OwedCharge? Find(in SharedClaim claim)
    {
        var name = NameOf(claim);
        if (!_owed.TryGetValue(name, out var owed) && _owed.Count + _returned.Count < MostCounters)
        {
            _owed.Add(name, owed = new OwedCharge(claim));
        }

        return owed;
    }
}
