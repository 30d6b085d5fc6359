using System.Collections.Concurrent;

namespace Lintel.RateLimits;

/// <summary>All cells of one policy.</summary>
internal sealed class CellTable
{
    // Shorter windows swap less often than they end; a swap moves every cell that is in use.
    private static readonly TimeSpan ShortestGeneration = TimeSpan.FromSeconds(10);

    private readonly LimiterClock _clock;
    private readonly int _capacity;
    private readonly long _generation;
    private readonly Lock _swap = new();
    private readonly Func<RateLimitKey, Cell> _create;
    private Generations _generations;

    public CellTable(RateLimitPolicy policy, LimiterClock clock, int capacity)
    {
        Policy = policy;
        Window = policy.Window.Ticks;
        _clock = clock;
        _capacity = capacity;
        _generation = Math.Max(Window, ShortestGeneration.Ticks);
        _create = Create;
        Overflow = MakeCell("overflow:");
        _generations = new Generations(new ConcurrentDictionary<RateLimitKey, Cell>(), 0) { Began = clock.Now };
    }

    public RateLimitPolicy Policy { get; }

    /// <summary>The policy's window in ticks.</summary>
    public long Window { get; }

    /// <summary>The one cell that newcomers share while there is no room for them.</summary>
    public Cell Overflow { get; }

    /// <summary>
    /// The cell of a key. A charge may be made only while the lease <see cref="IsCurrent"/>, asked under the cell's lock after the charge's time
    /// was read: otherwise the cell may have been let go, or will be while the charge still stands.
    /// </summary>
    public CellLease Find(RateLimitKey key, long now)
    {
        var generations = GetGenerations(now);

        // Read before the look-up: when it was set, every cell that these generations will ever have was there already.
        var isFull = generations.IsFull;
        var cell = generations.Find(key);
        if (cell is null && !isFull)
        {
            cell = generations.FindOrAdd(key, _capacity, _create);
        }

        return new CellLease(cell ?? Overflow, generations);
    }

    public bool IsCurrent(CellLease lease) => ReferenceEquals(Volatile.Read(ref _generations), lease.Generations);

    private Generations GetGenerations(long now)
    {
        var generations = Volatile.Read(ref _generations);
        return IsDue(generations, now) ? Swap(now) : generations;
    }

    private bool IsDue(Generations generations, long now)
    {
        var began = generations.Began;
        return now > began && now - began >= _generation;
    }

    private Generations Swap(long now)
    {
        lock (_swap)
        {
            var generations = _generations;
            if (IsDue(generations, now))
            {
                generations = generations.Next();
                Volatile.Write(ref _generations, generations);
                generations.Began = _clock.Now;
            }

            return generations;
        }
    }

    /// <summary>A newcomer may have been counted in the shared cell before there was room for it, so it begins with that cell's charges.</summary>
    private Cell Create(RateLimitKey key)
    {
        var cell = MakeCell(key.StoredName);
        lock (Overflow)
        {
            var now = _clock.Now;
            if (Overflow.CountUsed(now, Window) > 0)
            {
                cell.Absorb(Overflow.Export(), now, Window);
            }
        }

        return cell;
    }

    private Cell MakeCell(string name)
    {
        var durability = Policy.Durable ? new Durability(name) : null;
        return Policy.Kind == RateLimitKind.Fixed ? new FixedCell(durability) : new RollingCell(durability);
    }
}

/// <summary>A cell, and the generations in which it was found.</summary>
internal readonly record struct CellLease(Cell Cell, Generations Generations);
