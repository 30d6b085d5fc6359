namespace Lintel.Requests;

/// <summary>
/// Tells callers that come again before the time that a refusal for too many requests has told them, and are refused again. Remembers a bounded number of
/// callers; not thread-safe.
/// </summary>
internal sealed class RetryWatch
{
    private const int MostCallers = 10_000;

    private readonly Dictionary<(string Api, string Caller), DateTimeOffset> _told = [];
    private readonly Dictionary<(string Api, string Caller), DateTimeOffset> _toldByBatch = [];

    /// <summary>Forgets the batch, which was not written and may come again.</summary>
    public void Clear() => _toldByBatch.Clear();

    /// <summary>Looks at the next request.</summary>
    /// <returns>true if it came too early and was refused for it; otherwise, false.</returns>
    public bool IsImpatient(in RequestRecord record)
    {
        if (record is not { IsShadow: false, Refusal: { RetryAfter: { } seconds, Condition: { } condition } }
            || condition != Condition.RateExceeded
            || (record.KeyId ?? record.AccountId ?? record.Address?.ToString()) is not { } caller)
        {
            return false;
        }

        var name = (record.Api, caller);
        var isTold = _toldByBatch.TryGetValue(name, out var until) || _told.TryGetValue(name, out until);
        _toldByBatch[name] = record.At + record.Duration + TimeSpan.FromSeconds(seconds);
        return isTold && record.At < until;
    }

    /// <summary>Notes that the batch was written.</summary>
    public void Written()
    {
        foreach (var (caller, until) in _toldByBatch)
        {
            if (_told.Count >= MostCallers && !_told.ContainsKey(caller))
            {
                Forget(until);
            }

            _told[caller] = until;
        }

        _toldByBatch.Clear();
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (caller, until) in _told)
        {
            if (until <= now)
            {
                _told.Remove(caller);
            }
        }

        if (_told.Count >= MostCallers)
        {
            _told.Clear();
        }
    }
}
