using Lintel.Management;

namespace Lintel.Console;

/// <summary>A value to choose, and how it is shown.</summary>
internal sealed record SectionOption(string Value, string Title);

/// <summary>Reads what the fields of a form are chosen from.</summary>
internal static class SectionOptions
{
    /// <summary>Reads the choices by the members of the body.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<SectionOption>>> ReadAsync(SectionPage page, SectionForm form)
    {
        var options = new Dictionary<string, IReadOnlyList<SectionOption>>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            options[field.Member] = field.ChoicesFrom is { } list
                ? page.Expand(list.Path) is { } path ? OptionsOf(list, await page.ReadAsync(path)) : []
                : [.. field.Choices.Select(choice => new SectionOption(choice, choice))];
        }

        return options;
    }

    private static IReadOnlyList<SectionOption> OptionsOf(SectionChoices list, SectionRows rows) =>
    [
        .. rows.Rows.Select(row => new SectionOption(SectionValues.Text(row, list.Value) ?? string.Empty, SectionValues.Text(row, list.Title) ?? string.Empty)),
    ];
}
