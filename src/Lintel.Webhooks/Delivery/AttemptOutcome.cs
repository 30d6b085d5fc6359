namespace Lintel.Webhooks;

/// <summary>The result of an attempt.</summary>
internal abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>The outcome in a word, for metrics.</summary>
    public string Word => this switch
    {
        Delivered => "delivered",
        Gone => "gone",
        Refused => "refused",
        _ => "unreachable",
    };

    /// <summary>2xx.</summary>
    public sealed record Delivered(int Status, string Response) : AttemptOutcome;

    /// <summary>410: the endpoint wants no more.</summary>
    public sealed record Gone(string Response) : AttemptOutcome;

    /// <summary>Any other status, and the shortest wait that the endpoint asked for; null if it asked for none.</summary>
    public sealed record Refused(int Status, string Response, TimeSpan? RetryAfter = null) : AttemptOutcome;

    /// <summary>No status came back.</summary>
    public sealed record Unreachable(string Reason) : AttemptOutcome;

    /// <summary>Judges a status.</summary>
    public static AttemptOutcome Of(int status, string response, TimeSpan? retryAfter) => status switch
    {
        >= 200 and <= 299 => new Delivered(status, response),
        410 => new Gone(response),
        _ => new Refused(status, response, retryAfter),
    };
}
