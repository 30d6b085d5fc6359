using System.Collections.Concurrent;

namespace Lintel.Requests;

/// <summary>
/// A reader who watches the request log. What it does not take in time is dropped and counted, so that a slow one costs no more memory than another.
/// </summary>
/// <param name="tail">The tail.</param>
/// <param name="filters">The filters.</param>
internal sealed class RequestTailReader(RequestTail tail, RequestLogQuery filters) : IDisposable
{
    /// <summary>The most entries that wait for the reader.</summary>
    public const int MostWaiting = 2_000;

    private readonly ConcurrentQueue<RequestLogEntry> _entries = new();
    private readonly WakeUp _news = new();
    private int _waiting;
    private long _dropped;

    /// <summary>Waits until there is something to take, at most for a time; ends without an exception in each case.</summary>
    public Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) => _news.WaitAsync(timeout, time, cancellationToken);

    /// <summary>Takes the next entry.</summary>
    /// <returns>The entry; null for none.</returns>
    public RequestLogEntry? Next()
    {
        if (!_entries.TryDequeue(out var entry))
        {
            return null;
        }

        Interlocked.Decrement(ref _waiting);
        return entry;
    }

    /// <summary>Returns how many entries were dropped since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>Takes an entry where it is one that is wanted.</summary>
    public void Take(RequestLogEntry entry)
    {
        if ((filters.Id is not null && filters.Id != entry.Id) || !filters.Matches(entry))
        {
            return;
        }

        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _dropped);
        }
        else
        {
            _entries.Enqueue(entry);
        }

        _news.Signal();
    }

    /// <summary>Counts entries that were written and not looked at.</summary>
    public void Miss(long entries)
    {
        Interlocked.Add(ref _dropped, entries);
        _news.Signal();
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose() => tail.Close(this);
}
