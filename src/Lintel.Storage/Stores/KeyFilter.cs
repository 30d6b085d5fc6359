using Dapper;
using Lintel.Keys;

namespace Lintel.Storage;

/// <summary>The filters of a list of keys <c>k</c>, in SQL.</summary>
internal sealed class KeyFilter
{
    private readonly List<string> _conditions = [];

    public KeyFilter(KeyQuery query)
    {
        Parameters.Add("After", query.After ?? string.Empty);
        Parameters.Add("Limit", query.Limit);
        Add("k.account_id = @AccountId", "AccountId", query.AccountId);
        Add("k.api = @Api", "Api", query.Api);
        Add("k.operator_id = @OperatorId", "OperatorId", query.OperatorId);
        Add("k.state = @State", "State", query.State?.ToString());
        Add("k.expires_at > @ExpiresAfter", "ExpiresAfter", query.ExpiresAfter?.UtcTicks);
        Add("k.expires_at < @ExpiresBefore", "ExpiresBefore", query.ExpiresBefore?.UtcTicks);
        Add(Has("k.name", "Name"), "Name", query.Name);
        Add(Has("k.scopes", "Scope"), "Scope", query.Scope is { } scope ? InList(scope) : null);
        Add($"(k.applications IS NULL OR {Has("k.applications", "Application")})", "Application", query.Application is { } id ? InList(id) : null);
        foreach (var (member, place) in query.Metadata.Select((member, place) => (member, place)))
        {
            Add(Has("k.metadata", $"Metadata{place}"), $"Metadata{place}", InObject(member));
        }
    }

    /// <summary>The conditions, each after AND.</summary>
    public string Sql => string.Concat(_conditions.Select(condition => $" AND {condition}"));

    /// <summary>The parameters, with those of the page.</summary>
    public DynamicParameters Parameters { get; } = new();

    // The engines find a text in another by functions of different names, and LIKE ignores case in one of them.
    private static string Has(string column, string parameter) => $"replace({column}, @{parameter}, '') <> {column}";

    // As the column has it. A quotation mark within a text is escaped there, so that nothing else looks like it.
    private static string InList(string text) => Columns.FromTexts([text])[1..^1];

    private static string InObject(KeyValuePair<string, string> member) =>
        Columns.FromMetadata(new Dictionary<string, string> { [member.Key] = member.Value })[1..^1];

    private void Add(string condition, string name, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            Parameters.Add(name, value);
        }
    }
}
