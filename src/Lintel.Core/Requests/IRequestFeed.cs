namespace Lintel.Requests;

/// <summary>A request log that several processes write, and that tells what has become visible in it.</summary>
internal interface IRequestFeed
{
    /// <summary>Reads what has become visible since an earlier moment, oldest first.</summary>
    /// <param name="position">The position of the page before; null to begin with what comes from now on.</param>
    /// <param name="most">The most entries.</param>
    /// <param name="cancellationToken">Gives up waiting for a connection.</param>
    ValueTask<RequestFeedPage> ReadNewAsync(string? position, int most, CancellationToken cancellationToken);
}

/// <summary>Entries that have become visible in a request log.</summary>
/// <param name="Position">Where the next page continues.</param>
/// <param name="Entries">The entries.</param>
/// <param name="Missed">The number of entries above the most that were wanted.</param>
internal sealed record RequestFeedPage(string Position, IReadOnlyList<RequestLogEntry> Entries, long Missed);
