using System.ComponentModel;
using Lintel.Requests;

namespace Lintel.Management.Usage;

/// <summary>Counts of a period.</summary>
internal sealed record UsageShape(
    [Description("The first moment that is counted: the beginning of a minute, an hour or a day.")] DateTimeOffset From,
    [Description("The moment before which counting ends.")] DateTimeOffset To,
    string By,
    IReadOnlyList<UsageRowShape> Data)
{
    public static UsageShape Of(UsageRequest request, IReadOnlyList<UsageRow> rows) =>
        new(request.Query.From, request.Query.To, request.By, [.. rows.Select(row => UsageRowShape.Of(request.Query, row))]);
}

/// <summary>A count.</summary>
internal sealed record UsageRowShape(
    [Description("The beginning of the minute, hour or day; null for all of the period.")] DateTimeOffset? At,
    string Api,
    [Description("The code, account, key, operation or address; null for none, and for all of an API. (other) where there were too many.")] string? Value,
    long Requests,
    [Description("Those of them that were refused or failed.")] long Errors,
    double AverageMilliseconds,
    double LongestMilliseconds)
{
    public static UsageRowShape Of(UsageQuery query, UsageRow row) => new(
        query.IsSeries ? new DateTimeOffset(row.Start, TimeSpan.Zero) : null,
        row.Api,
        row.Value.Length == 0 ? null : row.Value,
        row.Requests,
        row.Errors,
        Math.Round(row.DurationMicroseconds / 1000.0 / row.Requests, 3),
        row.LongestMicroseconds / 1000.0);
}

/// <summary>Callers that come too early.</summary>
internal sealed record ImpatientShape(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ImpatientCallerShape> Data)
{
    public static ImpatientShape Of(UsageQuery query, IReadOnlyList<UsageRow> rows) =>
        new(query.From, query.To, [.. rows.Select(row => new ImpatientCallerShape(row.Api, row.Value, row.Requests))]);
}

/// <summary>A caller that came too early.</summary>
internal sealed record ImpatientCallerShape(
    string Api,
    [Description("The key; the account or the address of a caller without one.")] string Caller,
    [Description("How often it came again before the time that Retry-After had told it, and was refused again.")] long Early);

/// <summary>A key that is in use and expires.</summary>
internal sealed record ExpiringShape(
    string KeyId,
    string Api,
    string AccountId,
    string Name,
    DateTimeOffset ExpiresAt,
    [Description("The requests of the last 7 days.")] long Requests);
