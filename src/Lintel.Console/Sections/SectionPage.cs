using System.Text.Json.Nodes;
using Lintel.Management;
using Microsoft.AspNetCore.WebUtilities;

namespace Lintel.Console;

/// <summary>A page of a section that a module adds, with what its paths name.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Section">The section.</param>
internal sealed record SectionPage(ConsoleCall Call, IConsoleSection Section)
{
    private const string AccountField = "account";
    private const string IdField = "id";
    private const string OperatorField = "operator";

    /// <summary>The record of the page; null on the list.</summary>
    public JsonObject? Record { get; init; }

    /// <summary>The entity tag of the record; null where it has none.</summary>
    public string? EntityTag { get; init; }

    /// <summary>The account that was chosen; null for none.</summary>
    public string? Account => Call.Query(AccountField);

    /// <summary>The name of the record; null on the list.</summary>
    public string? Name => Record is null ? null : SectionValues.Text(Record, Section.Record!.Name) ?? Id;

    /// <summary>The address of this page.</summary>
    public string Here => AddressOf(Record is null ? null : Id);

    /// <summary>The address of the list.</summary>
    public string List => AddressOf(null);

    /// <summary>The forms that are offered: those of the scopes, and of the record's state.</summary>
    public IEnumerable<SectionForm> Offered => (Record is null ? Section.Forms : Section.Record!.Forms).Where(IsOffered);

    private string Id => Call.Route(IdField);

    /// <summary>The page of another record in the same account.</summary>
    public string AddressOf(string section, string id) => Call.Address.Query($"/{section}/{Uri.EscapeDataString(id)}", (AccountField, Account));

    /// <summary>The list of an account.</summary>
    public string ListOf(string account) => Call.Address.Query("/" + Section.Name, (AccountField, account));

    /// <summary>The next page of the list.</summary>
    public string NextOf(string cursor) => Call.Address.Query("/" + Section.Name, (AccountField, Account), ("cursor", cursor));

    /// <summary>Puts the values of a path's parameters into it.</summary>
    /// <returns>The escaped path; null where one has no value here.</returns>
    public string? Expand(string path)
    {
        foreach (var (name, value) in new[] { (AccountField, Account), (IdField, Record is null ? null : Id), (OperatorField, Call.Session.Own.Operator.Id) })
        {
            var hole = "{" + name + "}";
            if (!path.Contains(hole, StringComparison.Ordinal))
            {
                continue;
            }

            // A dot alone would be another path.
            if (value is null or "." or "..")
            {
                return null;
            }

            path = path.Replace(hole, Uri.EscapeDataString(value), StringComparison.Ordinal);
        }

        return path;
    }

    /// <summary>Reads a list.</summary>
    /// <param name="path">The expanded path, with its query.</param>
    /// <param name="cursor">The cursor of the page before; null for the first page.</param>
    public async Task<SectionRows> ReadAsync(string path, string? cursor = null)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        var query = at < 0 ? [] : QueryHelpers.ParseQuery(path[at..]).Select(item => (item.Key, (string?)item.Value.ToString()));
        var answer = await Call.ReadAsync<JsonObject>(at < 0 ? path : path[..at], query.Append(("cursor", cursor)));
        return new SectionRows([.. (answer["data"] as JsonArray ?? []).OfType<JsonObject>()], SectionValues.Text(answer, "cursor"));
    }

    private string AddressOf(string? id) =>
        Call.Address.Query($"/{Section.Name}{(id is null ? string.Empty : "/" + Uri.EscapeDataString(id))}", (AccountField, Account));

    private bool IsOffered(SectionForm form) =>
        Call.Session.May(form.Scope)
        && Expand(form.Path) is not null
        && (form.When is not { } state || state.Values.Contains(SectionValues.Text(Record, state.Member)));
}

/// <summary>A page of a list.</summary>
/// <param name="Rows">The records.</param>
/// <param name="Cursor">The cursor of the next page; null at the end.</param>
internal sealed record SectionRows(IReadOnlyList<JsonObject> Rows, string? Cursor);
