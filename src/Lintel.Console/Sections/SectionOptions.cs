using Lintel.Contracts;
using Lintel.Management;

namespace Lintel.Console;

/// <summary>A value to choose, and how it is shown.</summary>
internal sealed record SectionOption(string Value, string Title);

/// <summary>The values that a field is chosen from.</summary>
/// <param name="Options">Those that are shown.</param>
/// <param name="IsCut">true if there are more.</param>
internal sealed record SectionOptionList(IReadOnlyList<SectionOption> Options, bool IsCut = false)
{
    /// <summary>The values with those that a field has: a browser would choose another in place of one that is missing.</summary>
    public IReadOnlyList<SectionOption> With(IEnumerable<string> texts) => Options.Count == 0
        ? Options
        : [.. Options, .. texts.Where(text => Options.All(option => option.Value != text)).Select(text => new SectionOption(text, text))];
}

/// <summary>Reads what the fields of a form are chosen from.</summary>
internal static class SectionOptions
{
    private const int MostOptions = 1000;
    private const int MostPages = 50;

    /// <summary>Reads the choices by the members of the body.</summary>
    public static async Task<IReadOnlyDictionary<string, SectionOptionList>> ReadAsync(SectionPage page, SectionForm form)
    {
        var options = new Dictionary<string, SectionOptionList>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            options[field.Member] = field.ChoicesFrom is { } list
                ? page.Expand(list.Path) is { } path ? await ReadAsync(page, list, path) : new SectionOptionList([])
                : new SectionOptionList([.. ChoicesOf(page, field).Select(choice => new SectionOption(choice, choice))]);
        }

        return options;
    }

    private static IEnumerable<string> ChoicesOf(SectionPage page, SectionField field) =>
        field.IsOfOwnScopes ? Contract.Default.Scopes.Select(scope => scope.Name).Where(page.Call.Session.May) : field.Choices;

    private static async Task<SectionOptionList> ReadAsync(SectionPage page, SectionChoices list, string path)
    {
        var options = new List<SectionOption>();
        string? cursor = null;
        for (var pages = 0; pages < MostPages && options.Count < MostOptions; pages++)
        {
            var rows = await page.ReadAsync(path, cursor);
            options.AddRange(rows.Rows.Select(row => new SectionOption(
                SectionValues.Text(row, list.Value) ?? string.Empty,
                SectionValues.Text(row, list.Title) ?? string.Empty)));
            cursor = rows.Cursor;
            if (cursor is null)
            {
                return new SectionOptionList(options);
            }
        }

        return new SectionOptionList(options, IsCut: true);
    }
}
