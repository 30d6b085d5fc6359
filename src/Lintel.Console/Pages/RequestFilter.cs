using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The filters of the request log in an address.</summary>
internal sealed record RequestFilter(IReadOnlyList<(string Name, string Value)> Chips, string? Cursor)
{
    /// <summary>The filter by a time up to now, which the console turns into a moment.</summary>
    public const string Last = "last";

    /// <summary>The filter by a key.</summary>
    public const string Key = "keyId";

    /// <summary>The filter by an account.</summary>
    public const string Account = "accountId";

    private const string From = "from";
    private const string To = "to";

    /// <summary>The filters with a field for a text, by the names that the management API gives them, with their labels and an example.</summary>
    public static IReadOnlyList<(string Name, string Label, string? Example)> Fields { get; } =
    [
        ("status", "Status", null), ("code", "Code", null), ("method", "Method", null), ("route", "Route", null), (Key, "Key", null),
        (Account, "Account", null), ("address", "Address", null), ("slowerThan", "Slower than ms", null), (From, "From", "2026-01-31T18:00Z"),
        (To, "To", "2026-02-01"),
    ];

    /// <summary>The filters without a field, which links set.</summary>
    public static IReadOnlyList<(string Name, string Label)> Others { get; } =
    [
        ("condition", "Condition"), ("operation", "Operation"), ("applicationId", "Application"), ("inboundId", "Caller's id"), ("traceId", "Trace"),
        ("shadow", "Shadow"),
    ];

    private static readonly IReadOnlyList<(string Name, string Label)> Known =
        [("api", "API"), (Last, "Time"), .. Fields.Select(field => (field.Name, field.Label)), .. Others];

    private const string PageLength = "50";

    public static RequestFilter Of(IQueryCollection query) => new(
        [
            .. Known.Select(known => (known.Name, Value: query[known.Name].ToString().Trim()))
                .Where(chip => chip.Value.Length > 0 && IsKnown(chip.Name, chip.Value)),
        ],
        query["cursor"].ToString() is { Length: > 0 } cursor ? cursor : null);

    /// <summary>The value of a filter; empty for none.</summary>
    public string this[string name] => Chips.FirstOrDefault(chip => chip.Name == name).Value ?? string.Empty;

    /// <summary>The label of a filter.</summary>
    public static string LabelOf(string name) => Known.First(known => known.Name == name).Label;

    /// <summary>The chips of filters without a field.</summary>
    public IEnumerable<(string Name, string Value)> Hidden => Chips.Where(chip => Others.Any(other => other.Name == chip.Name));

    /// <summary>These filters with another value of one; null without it. The list begins anew.</summary>
    public IEnumerable<(string Name, string? Value)> With(string name, string? value) =>
        Chips.Where(chip => chip.Name != name).Select(chip => (chip.Name, (string?)chip.Value)).Append((name, value));

    /// <summary>The filters of requests that are still to come: those of time are for others.</summary>
    public IEnumerable<(string Name, string? Value)> Tailed() =>
        Chips.Where(chip => chip.Name is not (From or To or Last)).Select(chip => (chip.Name, (string?)chip.Value));

    /// <summary>The parameters of a page that are sent to the management API.</summary>
    public IEnumerable<(string Name, string? Value)> Sent(DateTimeOffset now) => Searched(now).Append(("limit", PageLength)).Append(("cursor", Cursor));

    /// <summary>The parameters of a search that are sent to the management API.</summary>
    public IEnumerable<(string Name, string? Value)> Searched(DateTimeOffset now) =>
        Tailed().Append((From, FromOf(now))).Append((To, this[To]));

    // Both hold, as all filters do. What cannot be read is sent as it is, so that the answer names it.
    private string? FromOf(DateTimeOffset now)
    {
        var typed = this[From];
        return RecentTime.Of(this[Last]) is { } time && (typed.Length == 0 || (Moments.TryParse(typed, out var from, out _) && from < now - time.Length))
            ? (now - time.Length).UtcDateTime.ToString("O")
            : typed;
    }

    private static bool IsKnown(string name, string value) => name != Last || RecentTime.Of(value) is not null;
}
