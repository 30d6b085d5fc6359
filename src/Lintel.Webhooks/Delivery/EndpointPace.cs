namespace Lintel.Webhooks;

/// <summary>
/// Remembers which endpoints answered quickly the last time. An unknown endpoint counts as slow until it has answered, so that new endpoints gain no slots
/// by being new. Not thread-safe.
/// </summary>
internal sealed class EndpointPace
{
    /// <summary>The longest time until an answer that counts as quick.</summary>
    public static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);

    // Forgetting costs an endpoint one delivery at a slow place.
    private const int Capacity = 100_000;

    private readonly HashSet<string> _quick = [];

    /// <summary>true if the endpoint's last answer was quick; otherwise, false.</summary>
    public bool IsQuick(string webhookId) => _quick.Contains(webhookId);

    /// <summary>Notes the time until an answer; null if none came.</summary>
    public void Note(string webhookId, TimeSpan? pace)
    {
        if (pace is null || pace > Quick)
        {
            _quick.Remove(webhookId);
            return;
        }

        if (_quick.Count >= Capacity)
        {
            _quick.Clear();
        }

        _quick.Add(webhookId);
    }
}
