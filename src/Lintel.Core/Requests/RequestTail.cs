namespace Lintel.Requests;

/// <summary>Hands the entries of the request log to those who watch it, as they are written. Thread-safe; costs nothing while nobody watches.</summary>
internal sealed class RequestTail
{
    private readonly Lock _gate = new();

    // Replaced as a whole.
    private volatile RequestTailReader[] _readers = [];

    /// <summary>true while somebody watches; otherwise, false.</summary>
    public bool HasReaders => _readers.Length > 0;

    /// <summary>Begins to watch.</summary>
    /// <param name="filters">The filters; times and pages are not looked at.</param>
    public RequestTailReader Open(RequestLogQuery filters)
    {
        var reader = new RequestTailReader(this, filters);
        lock (_gate)
        {
            _readers = [.. _readers, reader];
        }

        return reader;
    }

    /// <summary>Hands on a batch that was written.</summary>
    public void Take(IReadOnlyList<RequestRecord> written)
    {
        if (!HasReaders)
        {
            return;
        }

        foreach (var record in written)
        {
            Take(RequestLogEntries.Of(record));
        }
    }

    /// <summary>Hands on an entry.</summary>
    public void Take(RequestLogEntry entry)
    {
        foreach (var reader in _readers)
        {
            reader.Take(entry);
        }
    }

    /// <summary>Notes that entries were written and not looked at, which may have been for any of the readers.</summary>
    public void Miss(long entries)
    {
        foreach (var reader in _readers)
        {
            reader.Miss(entries);
        }
    }

    /// <summary>Forgets a reader.</summary>
    public void Close(RequestTailReader reader)
    {
        lock (_gate)
        {
            _readers = [.. _readers.Where(other => other != reader)];
        }
    }
}
