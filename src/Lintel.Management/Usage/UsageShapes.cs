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
        new(
            request.Query.From,
            request.Query.To,
            request.By,
            [.. rows.Select(row => UsageRowShape.Of(request.Query, request.Value is { } value ? row with { Value = value } : row))]);
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
    [Description("When it was used last, to the minute.")] DateTimeOffset LastUsedAt,
    [Description("The requests of the last 7 days; fewer, or 0, where it was counted with others because there were too many.")] long Requests)
{
    public static ExpiringShape Of(ApiKey key, KeyUse use, long requests) =>
        new(key.Id, key.Api, key.AccountId, key.Name, key.ExpiresAt!.Value, use.At, requests);
}

/// <summary>An old secret of a key that was used after it had been replaced.</summary>
internal sealed record OldSecretShape(
    string KeyId,
    string Api,
    string AccountId,
    string Name,
    [Description("The readable beginning of the old secret with its last four characters.")] string Hint,
    [Description("The end of the overlap.")] DateTimeOffset EndsAt,
    [Description("When the old secret was used last, true to a minute.")] DateTimeOffset LastUsedAt,
    [Description("The address that used it then.")] string? LastUsedAddress)
{
    public static OldSecretShape Of(ApiKey key, KeySecret secret, KeyUse use) =>
        new(key.Id, key.Api, key.AccountId, key.Name, secret.Hint, secret.EndsAt!.Value, use.At, use.Address);
}
