using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The filters of the list of keys, as they are typed.</summary>
/// <param name="Values">The values that are set, by their names.</param>
internal sealed record KeyFilter(IReadOnlyDictionary<string, string> Values)
{
    private const string State = "state";

    /// <summary>The filters with a field for a text, by the names that the management API gives them, with their labels and an example.</summary>
    public static IReadOnlyList<(string Name, string Label, string? Example)> Texts { get; } =
    [
        ("q", "Search", "name, account, id or last four"), ("accountId", "Account", null), ("scope", "Scope", null), ("application", "Application", null),
        ("expiresBefore", "Expires before", "2026-12-31"), ("unusedSince", "Unused since", "2026-01-31"), (MetadataText.Field, "Metadata", "team=billing"),
    ];

    /// <summary>The states of keys.</summary>
    public static IReadOnlyList<string> States { get; } = ["active", "disabled", "revoked"];

    private static IEnumerable<string> Names => Texts.Select(filter => filter.Name).Append(State).Append("api").Append("name");

    /// <summary>true if a revocation of what the filters find has any to go by.</summary>
    public bool MayRevoke => Values.Count > 0 && this[State] != "revoked";

    /// <summary>The value of a filter; empty for none.</summary>
    public string this[string name] => Values.GetValueOrDefault(name) ?? string.Empty;

    public static KeyFilter Of(IQueryCollection query) => Of(name => query[name].ToString().Trim());

    public static KeyFilter Of(ConsoleForm form) => Of(form.Text);

    /// <summary>The parameters of an address of the console.</summary>
    public IEnumerable<(string Name, string? Value)> Parameters => Values.Select(filter => (filter.Key, (string?)filter.Value));

    /// <summary>The parameters that are sent to the management API.</summary>
    public IEnumerable<(string Name, string? Value)> Sent() =>
        Parameters.Select(filter => filter.Name == MetadataText.Field ? MetadataText.FilterOf(filter.Value) : filter);

    /// <summary>The body of a revocation.</summary>
    public JsonObject Body()
    {
        var body = new JsonObject();
        foreach (var (name, value) in Values)
        {
            body[name] = name == MetadataText.Field ? MetadataText.ObjectOf([value]) : value;
        }

        return body;
    }

    private static KeyFilter Of(Func<string, string> read) => new(
        Names.Select(name => (Name: name, Value: read(name)))
            .Where(filter => filter.Value.Length > 0)
            .ToDictionary(filter => filter.Name, filter => filter.Value));
}
