using System.Net;

namespace Lintel.Requests;

/// <summary>What the request log keeps of one request. Never a credential, a query string or a body.</summary>
internal readonly record struct RequestRecord
{
    /// <summary>The request id.</summary>
    public required string Id { get; init; }

    /// <summary>The time at which it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The API's name.</summary>
    public required string Api { get; init; }

    /// <summary>The operation's name; null where none was found.</summary>
    public string? Operation { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The operation's route, or the path's first 256 characters where no operation was found.</summary>
    public required string Route { get; init; }

    /// <summary>The status that was sent; 499 where the client was gone first.</summary>
    public required int Status { get; init; }

    /// <summary>The code of the error; null for a success.</summary>
    public string? Code { get; init; }

    /// <summary>Why it was refused or failed; null for a success. Its condition, arguments and cause are stored.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The key's id; null where none was recognized.</summary>
    public string? KeyId { get; init; }

    /// <summary>The account's id; null where none was recognized.</summary>
    public string? AccountId { get; init; }

    /// <summary>The peer's address, or the client's behind a trusted proxy.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Bytes of the request's body, as declared or read; 0 for none.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Bytes of the response's body; 0 for none.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>The id that the client sent in the request id header, cut to 128 printable characters; null for none.</summary>
    public string? InboundId { get; init; }

    /// <summary>
    /// True where the contract would have refused the request and the application answered it, because the API is in shadow mode: code and refusal are
    /// the contract's, the status is the one that was sent.
    /// </summary>
    public bool IsShadow { get; init; }

    /// <summary>The id of the trace (W3C Trace Context): 32 hexadecimal digits; null where nobody traces the request.</summary>
    public string? TraceId { get; init; }

    /// <summary>The id of the server's span in the trace: 16 hexadecimal digits; null without <see cref="TraceId"/>.</summary>
    public string? SpanId { get; init; }

    /// <summary>The values that the guards have compared: a JSON object with an object of names and values for each stage; null for none.</summary>
    public string? Compared { get; init; }

    /// <summary>The id of the account's application that the request was for; null for none.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The way of the request through the guards; the default value where that is not kept.</summary>
    internal RequestTrail Trail { get; init; }

    /// <summary>The hint of the key's secret where a rotation has replaced it; null for the newest.</summary>
    internal string? OldSecret { get; init; }

    /// <summary>The kind of traffic that the request is kept with.</summary>
    internal RequestTraffic Traffic => RequestTraffics.Of(KeyId ?? AccountId, Status, isRefused: Refusal is not null && !IsShadow);
}

/// <summary>A stored line of the request log.</summary>
internal sealed record RequestLogEntry : IRequestLine
{
    /// <summary>The request id.</summary>
    public required string Id { get; init; }

    /// <summary>The time at which the request began, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The API's name.</summary>
    public required string Api { get; init; }

    /// <summary>The operation's name; null where none was found.</summary>
    public string? Operation { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The operation's route, or the path where no operation was found.</summary>
    public required string Route { get; init; }

    /// <summary>The status that was sent; 499 where the client was gone first.</summary>
    public required int Status { get; init; }

    /// <summary>The code of the error; null for a success.</summary>
    public string? Code { get; init; }

    /// <summary>The name of the condition; null for a success and for a code of the application.</summary>
    public string? Condition { get; init; }

    /// <summary>The condition's public arguments as a JSON object; null for none.</summary>
    public string? Arguments { get; init; }

    /// <summary>The internal cause, at most 2,000 characters of it; null where the other fields say everything.</summary>
    public string? Cause { get; init; }

    /// <summary>The key's id; null where none was recognized.</summary>
    public string? KeyId { get; init; }

    /// <summary>The account's id; null where none was recognized.</summary>
    public string? AccountId { get; init; }

    /// <summary>The client's address; null where it is unknown.</summary>
    public string? Address { get; init; }

    /// <summary>The duration in microseconds.</summary>
    public required long DurationMicroseconds { get; init; }

    /// <summary>Bytes of the request's body; 0 for none.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Bytes of the response's body; 0 for none.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>The id that the client sent in the request id header; null for none.</summary>
    public string? InboundId { get; init; }

    /// <summary>true where the contract would have refused the request and the application answered it; otherwise, false.</summary>
    public bool IsShadow { get; init; }

    /// <summary>The id of the trace: 32 hexadecimal digits; null where nobody traced the request.</summary>
    public string? TraceId { get; init; }

    /// <summary>The id of the server's span in the trace: 16 hexadecimal digits; null without <see cref="TraceId"/>.</summary>
    public string? SpanId { get; init; }

    /// <summary>The values that the guards have compared: a JSON object with an object for each stage; null for none.</summary>
    public string? Compared { get; init; }

    /// <summary>The id of the account's application that the request was for; null for none.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The way of the request through the guards, as <see cref="TrailWriter"/> writes it; null where that was not kept.</summary>
    internal string? Trail { get; init; }

    /// <summary>The kind of traffic that the entry is kept with.</summary>
    internal RequestTraffic Traffic => RequestTraffics.Of(KeyId ?? AccountId, Status, isRefused: Code is not null && !IsShadow);

    /// <summary>
    /// The entry without what may tell of a person: address, ids that the client sent, the path where no operation was found, and what was compared and
    /// refused in detail. Equal to this where there is nothing of it.
    /// </summary>
    internal RequestLogEntry Erased() => this with
    {
        Route = Operation is null ? ErasedRoute : Route,
        Arguments = null,
        Cause = null,
        Address = null,
        InboundId = null,
        TraceId = null,
        SpanId = null,
        Compared = null,
        Trail = null,
    };

    /// <summary>The route in the place of a path that was erased.</summary>
    internal const string ErasedRoute = "(erased)";
}

/// <summary>A page of the request log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Cursor">Where the next page continues; null at the end.</param>
internal sealed record RequestLogPage(IReadOnlyList<RequestLogEntry> Entries, long? Cursor);

/// <summary>A piece of the request log from which the data of an account were erased.</summary>
/// <param name="Next">Where to go on; null at the end.</param>
/// <param name="Entries">The number of entries that had something to erase.</param>
internal readonly record struct ErasedRequests(long? Next, int Entries);

/// <summary>A place in the counts of usage by address.</summary>
/// <param name="Lane">The number of the grain and dimension.</param>
/// <param name="Start">The first tick of the length of time to go on with.</param>
internal readonly record struct UsagePlace(int Lane, long Start);

/// <summary>Where the request log is kept.</summary>
internal interface IRequestLogStore
{
    /// <summary>
    /// Appends a batch, in the order in which the requests ended. A batch that comes again, as it was or longer, adds only what is not kept yet.
    /// </summary>
    ValueTask AppendAsync(IReadOnlyList<RequestRecord> records, CancellationToken cancellationToken);

    /// <summary>Finds the entry of a request id.</summary>
    ValueTask<RequestLogEntry?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Searches, newest first.</summary>
    ValueTask<RequestLogPage> SearchAsync(RequestLogQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what is older than a moment, and of each kind of traffic the oldest entries above a number; a bounded piece at a time. A store that keeps
    /// entries together removes them together, once all of them may go.
    /// </summary>
    /// <returns>How many were removed; 0 when nothing is left to remove.</returns>
    ValueTask<int> TrimAsync(DateTimeOffset before, RequestLogLimits keep, CancellationToken cancellationToken);

    /// <summary>Reads how much was used. Counts are added with the entries of a batch, and stay when those are removed.</summary>
    ValueTask<IReadOnlyList<UsageRow>> ReadUsageAsync(UsageQuery query, CancellationToken cancellationToken);

    /// <summary>Counts the entries of an account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="most">The number at which counting ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<int> CountAsync(string accountId, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Erases what may tell of a person from entries of an account (<see cref="RequestLogEntry.Erased"/>), a bounded piece at a time. The addresses that they
    /// came from are noted in the same transaction for <see cref="EraseUsageAsync"/>.
    /// </summary>
    /// <param name="accountId">The account.</param>
    /// <param name="after">Where to go on; 0 to begin.</param>
    /// <param name="cancellationToken">Gives up waiting; the piece may still be erased.</param>
    ValueTask<ErasedRequests> EraseAsync(string accountId, long after, CancellationToken cancellationToken);

    /// <summary>Removes the counts of the addresses that are noted of an account, and at the end the notes; a bounded piece at a time.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="place">Where to go on; null to begin.</param>
    /// <param name="cancellationToken">Gives up waiting; the piece may still be removed.</param>
    /// <returns>Where to go on; null at the end.</returns>
    ValueTask<UsagePlace?> EraseUsageAsync(string accountId, UsagePlace? place, CancellationToken cancellationToken);

    /// <summary>Erases the addresses at which keys and their old secrets were used last.</summary>
    /// <param name="keyIds">The keys, a bounded number of them.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be erased.</param>
    ValueTask EraseKeyUsesAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken);

    /// <summary>Finds the last use of some keys, and of old secrets by <see cref="KeyUse.NameOf"/>; those that were never used are missing.</summary>
    ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeyUsesAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken);

    /// <summary>Removes counts that are older than their grain is kept, a bounded piece at a time.</summary>
    /// <returns>How many were removed; 0 when nothing is left to remove.</returns>
    ValueTask<int> TrimUsageAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
