namespace Lintel.Requests;

/// <summary>Notes when and from where keys were used last, each key at most once a minute. Not thread-safe.</summary>
internal sealed class KeyUseTally
{
    private const int MostKeys = 100_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, KeyUse> _batch = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

    /// <summary>The uses of the batch that are to be written.</summary>
    public IReadOnlyDictionary<string, KeyUse> Due => _batch;

    /// <summary>Forgets what was added: the batch was not written.</summary>
    public void Clear() => _batch.Clear();

    /// <summary>Adds a request.</summary>
    public void Add(in RequestRecord record)
    {
        if (record.KeyId is not { } key || (_written.TryGetValue(key, out var written) && record.At < written + Interval))
        {
            return;
        }

        if (!_batch.TryGetValue(key, out var use) || use.At <= record.At)
        {
            _batch[key] = new KeyUse(record.At.ToUniversalTime(), record.Address?.ToString());
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

        _batch.Clear();
    }
}
