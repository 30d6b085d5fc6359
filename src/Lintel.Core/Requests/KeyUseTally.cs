namespace Lintel.Requests;

/// <summary>Notes when and from where keys and old secrets were used last, each at most once a minute. Not thread-safe.</summary>
internal sealed class KeyUseTally
{
    private const int MostKeys = 100_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, KeyUse> _batch = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

    /// <summary>The uses of the batch that are to be written.</summary>
    public IReadOnlyDictionary<string, KeyUse> Due => _batch;

    /// <summary>
    /// The moment after which a use that is kept already was noted by a clock that was ahead, and hides no other: a minute after the newest request of the
    /// batch ended.
    /// </summary>
    public DateTimeOffset Ahead { get; private set; }

    /// <summary>Forgets what was added: the batch was not written.</summary>
    public void Clear()
    {
        _batch.Clear();
        Ahead = default;
    }

    /// <summary>Adds a request.</summary>
    public void Add(in RequestRecord record)
    {
        if (AheadOf(record) is var ahead && ahead > Ahead)
        {
            Ahead = ahead;
        }

        if (record.KeyId is { } key)
        {
            Add(key, record);
            if (record.OldSecret is { } hint)
            {
                Add(KeyUse.NameOf(key, hint), record);
            }
        }
    }

    /// <summary>Notes that the batch was written.</summary>
    public void Written()
    {
        if (_written.Count >= MostKeys)
        {
            _written.Clear();
        }

        foreach (var (key, use) in _batch)
        {
            _written[key] = use.At;
        }

        Clear();
    }

    private static DateTimeOffset AheadOf(in RequestRecord record) => record.At.ToUniversalTime() + record.Duration + Interval;

    private void Add(string name, in RequestRecord record)
    {
        if (_written.TryGetValue(name, out var written) && record.At < written + Interval && written <= AheadOf(record))
        {
            return;
        }

        if (!_batch.TryGetValue(name, out var use) || use.At <= record.At || use.At > AheadOf(record))
        {
            _batch[name] = new KeyUse(record.At.ToUniversalTime(), record.Address?.ToString());
        }
    }
}
