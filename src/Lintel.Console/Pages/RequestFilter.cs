using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The filters of the request log in an address.</summary>
internal sealed record RequestFilter(IReadOnlyList<(string Name, string Value)> Chips, string? Cursor)
{
    /// <summary>The filters by the names that the management API gives them, with their labels.</summary>
    public static IReadOnlyList<(string Name, string Label)> Known { get; } =
    [
        ("api", "API"), ("status", "Status"), ("code", "Code"), ("method", "Method"), ("route", "Route"), ("keyId", "Key"), ("accountId", "Account"),
        ("address", "Address"), ("slowerThan", "Slower than ms"), ("condition", "Condition"), ("operation", "Operation"), ("applicationId", "Application"),
        ("inboundId", "Caller's id"), ("traceId", "Trace"), ("shadow", "Shadow"), ("from", "From"), ("to", "To"),
    ];

    /// <summary>The number of filters that have a field of their own in the form, the API aside.</summary>
    public const int Shown = 8;

    private const string PageLength = "50";

    public static RequestFilter Of(IQueryCollection query) => new(
        [.. Known.Select(known => (known.Name, query[known.Name].ToString().Trim())).Where(chip => chip.Item2.Length > 0)],
        query["cursor"].ToString() is { Length: > 0 } cursor ? cursor : null);

    /// <summary>The value of a filter; empty for none.</summary>
    public string this[string name] => Chips.FirstOrDefault(chip => chip.Name == name).Value ?? string.Empty;

    /// <summary>The label of a filter.</summary>
    public static string LabelOf(string name) => Known.First(known => known.Name == name).Label;

    /// <summary>These filters with another value of one; null without it. The list begins anew.</summary>
    public IEnumerable<(string Name, string? Value)> With(string name, string? value) =>
        Chips.Where(chip => chip.Name != name).Select(chip => (chip.Name, (string?)chip.Value)).Append((name, value));

    /// <summary>The filters of requests that are still to come: those of time are for others.</summary>
    public IEnumerable<(string Name, string? Value)> Tailed() =>
        Chips.Where(chip => chip.Name is not ("from" or "to")).Select(chip => (chip.Name, (string?)chip.Value));

    /// <summary>The parameters that are sent to the management API.</summary>
    public IEnumerable<(string Name, string? Value)> Sent() =>
        Chips.Select(chip => (chip.Name, (string?)chip.Value)).Append(("limit", PageLength)).Append(("cursor", Cursor));
}
