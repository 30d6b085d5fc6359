namespace Lintel.Requests;

/// <summary>
/// Tells callers that come again before the time that a refusal for too many requests has told them, and are refused again. Remembers a bounded number of
/// callers; not thread-safe.
/// </summary>
internal sealed class RetryWatch
{
    private const int MostCallers = 10_000;

    private readonly Dictionary<(string Api, string Caller), (DateTimeOffset Since, DateTimeOffset Until)> _told = [];

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

        var isKnown = _told.TryGetValue((record.Api, caller), out var told);

        // A batch that comes again has the request that told it.
        if (isKnown && record.At <= told.Since)
        {
            return false;
        }

        if (!isKnown && _told.Count >= MostCallers)
        {
            Forget(record.At);
        }

        _told[(record.Api, caller)] = (record.At, record.At + record.Duration + TimeSpan.FromSeconds(seconds));
        return isKnown && record.At < told.Until;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (caller, told) in _told)
        {
            if (told.Until <= now)
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
