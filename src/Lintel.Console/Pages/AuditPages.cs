using AspNetCoreGeneratedDocument;
using Lintel.Management;
using Lintel.Management.Audit;

namespace Lintel.Console;

/// <summary>The audit log.</summary>
internal static class AuditPages
{
    private const string PageLength = "50";

    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/audit", ListAsync);
        routes.Download("/audit/export", "audit.ndjson", _ => "/audit/export");
    }

    private static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        (string Name, string? Value)[] filters = [.. AuditModel.Filters.Select(filter => (filter.Name, call.Query(filter.Name)))];
        var page = await call.ReadAsync<Page<AuditShape>>("/audit", [.. filters, ("cursor", call.Query("cursor")), ("limit", PageLength)]);
        var names = await RecordNames.ReadAsync(call, page.Data.SelectMany(entry => new[] { entry.Target, entry.KeyId }));
        return new ConsoleView("Audit", Section.Audit, new Views_Audit { Model = new AuditModel(call, filters, page, names) });
    }
}

/// <summary>The audit log under some filters.</summary>
internal sealed record AuditModel(ConsoleCall Call, IReadOnlyList<(string Name, string? Value)> Set, Page<AuditShape> Page, RecordNames Names)
{
    private const int MostListed = 4;

    /// <summary>The filters by the names that the management API gives them, with their labels.</summary>
    public static IReadOnlyList<(string Name, string Label)> Filters { get; } =
        [("target", "Record"), ("operation", "Operation"), ("userId", "By person"), ("keyId", "By key"), ("from", "From"), ("to", "To")];

    /// <summary>The value of a filter; null for none.</summary>
    public string? this[string name] => Set.FirstOrDefault(filter => filter.Name == name).Value;

    /// <summary>The same list under another value of one filter.</summary>
    public string With(string name, string? value) =>
        Call.Address.Query("/audit", Set.Where(filter => filter.Name != name).Append((name, value)));

    /// <summary>A target in words: of many records, their number.</summary>
    public static string? TextOf(string? target) => target?.Split(' ') is { Length: > MostListed } ids ? $"{ids[0]} and {ids.Length - 1} others" : target;

    /// <summary>The same list as a file.</summary>
    public string Export => Call.Address.Query("/audit/export", Set);

    /// <summary>The page of a record that was changed; null where the console has none.</summary>
    public string? PageOf(string? target) => target switch
    {
        not null when target.Contains(' ', StringComparison.Ordinal) => null,
        not null when target.StartsWith("key_", StringComparison.Ordinal) => Call.Address.Of(Section.Keys, target),
        not null when target.StartsWith("acct_", StringComparison.Ordinal) => Call.Address.Of(Section.Accounts, target),
        not null when target.StartsWith("usr_", StringComparison.Ordinal) => PeoplePages.AddressOf(Call.Address, target),
        _ => null,
    };
}
