namespace Lintel.Requests;

/// <summary>The dimensions that usage is counted by, beside the API. The numbers are stored.</summary>
internal enum UsageDimension
{
    /// <summary>The code of the error; <c>http.404</c> and the like for an error without one, and an empty text for a success.</summary>
    Code,

    /// <summary>The account.</summary>
    Account,

    /// <summary>The key.</summary>
    Key,

    /// <summary>The operation; an empty text for none.</summary>
    Operation,

    /// <summary>The address.</summary>
    Address,

    /// <summary>Callers that came again before the time that a refusal had told them, by key, account or address; only such requests are counted.</summary>
    Impatient,

    /// <summary>Account and code (<see cref="UsagePair"/>).</summary>
    AccountCode,

    /// <summary>Account and operation.</summary>
    AccountOperation,

    /// <summary>Key and code.</summary>
    KeyCode,

    /// <summary>Key and operation.</summary>
    KeyOperation,

    /// <summary>Operation and code.</summary>
    OperationCode,
}

/// <summary>Values of two dimensions that requests have in common, as one value.</summary>
internal static class UsagePair
{
    /// <summary>Stands between the two. Neither ids nor codes nor names of operations have a line break.</summary>
    public const char Separator = '\n';

    private static readonly Dictionary<(UsageDimension First, UsageDimension Second), UsageDimension> Kept = new()
    {
        [(UsageDimension.Account, UsageDimension.Code)] = UsageDimension.AccountCode,
        [(UsageDimension.Account, UsageDimension.Operation)] = UsageDimension.AccountOperation,
        [(UsageDimension.Key, UsageDimension.Code)] = UsageDimension.KeyCode,
        [(UsageDimension.Key, UsageDimension.Operation)] = UsageDimension.KeyOperation,
        [(UsageDimension.Operation, UsageDimension.Code)] = UsageDimension.OperationCode,
    };

    /// <summary>The value of a pair.</summary>
    public static string Of(string first, string second) => first + Separator + second;

    /// <summary>Finds the dimension that counts two others together.</summary>
    /// <param name="one">One of them.</param>
    /// <param name="other">The other.</param>
    /// <param name="isFirst">true if <paramref name="one"/> stands first in the values of the pair.</param>
    /// <returns>Null where they are not counted together.</returns>
    public static UsageDimension? Find(UsageDimension one, UsageDimension other, out bool isFirst)
    {
        isFirst = Kept.TryGetValue((one, other), out var pair);
        return isFirst || Kept.TryGetValue((other, one), out pair) ? pair : null;
    }
}

/// <summary>The lengths of time that usage is counted in. The numbers are stored.</summary>
internal enum UsageGrain
{
    /// <summary>Minutes, kept for 2 days.</summary>
    Minute,

    /// <summary>Hours, kept for 60 days.</summary>
    Hour,

    /// <summary>Days of UTC, kept for 2 years.</summary>
    Day,
}

/// <summary>The bounds of each grain.</summary>
internal static class UsageGrains
{
    /// <summary>All grains.</summary>
    public static readonly UsageGrain[] All = Enum.GetValues<UsageGrain>();

    /// <summary>Returns the length in ticks.</summary>
    public static long Ticks(this UsageGrain grain) => grain switch
    {
        UsageGrain.Minute => TimeSpan.TicksPerMinute,
        UsageGrain.Hour => TimeSpan.TicksPerHour,
        _ => TimeSpan.TicksPerDay,
    };

    /// <summary>Returns the time for which counts are kept.</summary>
    public static TimeSpan KeptFor(this UsageGrain grain) => grain switch
    {
        UsageGrain.Minute => TimeSpan.FromDays(2),
        UsageGrain.Hour => TimeSpan.FromDays(60),
        _ => TimeSpan.FromDays(731),
    };

    /// <summary>Returns the number of values of one dimension in one length of time from which on other values are counted together.</summary>
    public static int MostValues(this UsageGrain grain) => grain switch
    {
        UsageGrain.Minute => 200,
        UsageGrain.Hour => 500,
        _ => 1_000,
    };
}

/// <summary>The name of a count.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Start">The first tick of the minute.</param>
/// <param name="Api">The API.</param>
/// <param name="Value">The value, or <see cref="Other"/>.</param>
internal readonly record struct UsageName(UsageDimension Dimension, long Start, string Api, string Value)
{
    /// <summary>The value of all values that were too many to be counted apart.</summary>
    public const string Other = "(other)";
}

/// <summary>The number of requests, and their durations.</summary>
/// <param name="Requests">The number of requests.</param>
/// <param name="Errors">The number of those that were refused or failed.</param>
/// <param name="DurationMicroseconds">The time that all have taken.</param>
/// <param name="LongestMicroseconds">The time of the longest.</param>
internal readonly record struct UsageCount(long Requests, long Errors, long DurationMicroseconds, long LongestMicroseconds)
{
    /// <summary>Adds two counts.</summary>
    public static UsageCount operator +(UsageCount left, UsageCount right) => new(
        left.Requests + right.Requests,
        left.Errors + right.Errors,
        left.DurationMicroseconds + right.DurationMicroseconds,
        Math.Max(left.LongestMicroseconds, right.LongestMicroseconds));
}

/// <summary>A count that was read.</summary>
internal sealed record UsageRow
{
    /// <summary>The first tick of its length of time; 0 for all that was asked for.</summary>
    public long Start { get; init; }

    /// <summary>The API.</summary>
    public string Api { get; init; } = string.Empty;

    /// <summary>The value; an empty text where values were not asked for.</summary>
    public string Value { get; init; } = string.Empty;

    /// <summary>The number of requests.</summary>
    public long Requests { get; init; }

    /// <summary>The number of those that were refused or failed.</summary>
    public long Errors { get; init; }

    /// <summary>The time that all have taken.</summary>
    public long DurationMicroseconds { get; init; }

    /// <summary>The time of the longest.</summary>
    public long LongestMicroseconds { get; init; }
}

/// <summary>Selects counts.</summary>
internal sealed record UsageQuery
{
    /// <summary>The grain that is read.</summary>
    public required UsageGrain Grain { get; init; }

    /// <summary>The dimension.</summary>
    public required UsageDimension Dimension { get; init; }

    /// <summary>The first moment; the beginning of a length of time.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The moment before which they end.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>true to add up all values of an API; otherwise, false.</summary>
    public bool IsByApi { get; init; }

    /// <summary>true for a row for each length of time; false for one of all.</summary>
    public bool IsSeries { get; init; }

    /// <summary>true to list what has the most errors, and nothing without one; false to list what has the most requests.</summary>
    public bool IsByErrors { get; init; }

    /// <summary>The API; null for all.</summary>
    public string? Api { get; init; }

    /// <summary>The values; null for all.</summary>
    public IReadOnlyCollection<string>? Values { get; init; }

    /// <summary>The first part of the pairs that are read; the values are then the second. Null for all.</summary>
    public string? First { get; init; }

    /// <summary>The second part of the pairs that are read; the values are then the first. Null for all.</summary>
    public string? Second { get; init; }

    /// <summary>The most values.</summary>
    public int Limit { get; init; } = 50;
}
