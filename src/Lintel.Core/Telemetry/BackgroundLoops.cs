using System.Collections.Concurrent;

namespace Lintel.Telemetry;

/// <summary>
/// The loops that run beside the requests of an application, and since when each has not come round: the instrument <c>lintel.loop.age</c>. A service that has
/// a loop of its own takes this by injection and adds it. Thread-safe.
/// </summary>
/// <param name="time">The clock that ages are counted by.</param>
public sealed class BackgroundLoops(TimeProvider time)
{
    private readonly ConcurrentQueue<BackgroundLoop> _all = new();

    /// <summary>The loops, in the order in which they began.</summary>
    internal IEnumerable<BackgroundLoop> All => _all;

    /// <summary>Adds a loop that begins now.</summary>
    /// <param name="name">The name, such as <c>invoice_sweep</c>: the tag <c>lintel.loop.name</c>.</param>
    /// <returns>The loop, which is told when it comes round.</returns>
    public BackgroundLoop Add(string name)
    {
        var loop = new BackgroundLoop(name, time);
        Add(loop);
        return loop;
    }

    /// <summary>Adds a loop that has a clock of its own.</summary>
    internal void Add(BackgroundLoop loop) => _all.Enqueue(loop);
}

/// <summary>A loop that runs beside the requests. Thread-safe.</summary>
public sealed class BackgroundLoop
{
    private const long Waits = long.MinValue;

    private readonly TimeProvider _time;
    private long _since;

    internal BackgroundLoop(string name, TimeProvider time)
    {
        Name = name;
        _time = time;
        Turn();
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The time since the loop last came round; zero while it has nothing to do.</summary>
    public TimeSpan Age => Volatile.Read(ref _since) is var since && since == Waits ? TimeSpan.Zero : _time.GetElapsedTime(since);

    /// <summary>Notes that the loop has come round.</summary>
    public void Turn() => Volatile.Write(ref _since, _time.GetTimestamp());

    /// <summary>Notes that there is something to do. What had begun before and failed counts from then.</summary>
    public void Begin()
    {
        if (Volatile.Read(ref _since) == Waits)
        {
            Turn();
        }
    }

    /// <summary>Notes that the loop waits until there is something to do.</summary>
    public void Wait() => Volatile.Write(ref _since, Waits);
}
