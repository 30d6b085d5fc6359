using System.Text.RegularExpressions;

namespace Lintel.Contracts;

/// <summary>The ways in which codes are spelled, of which a contract should have one.</summary>
internal static partial class CodeSpelling
{
    private static readonly (string Name, Regex Form)[] Styles =
    [
        ("snake_case", Snake()),
        ("kebab-case", Kebab()),
        ("UPPER_CASE", Upper()),
        ("camelCase", Camel()),
        ("PascalCase", Pascal()),
        ("numbers", Number()),
    ];

    /// <summary>The definitions whose code is spelled in another style than most.</summary>
    public static IEnumerable<(ErrorDefinition Definition, string Problem, string Fix)> AdviceOn(IReadOnlyList<ErrorDefinition> definitions)
    {
        if (definitions.Count < 3)
        {
            yield break;
        }

        var (most, form) = Styles.MaxBy(style => definitions.Count(definition => style.Form.IsMatch(definition.Code)));
        if (definitions.Count(definition => form.IsMatch(definition.Code)) * 2 <= definitions.Count)
        {
            yield break;
        }

        foreach (var definition in definitions.Where(definition => !form.IsMatch(definition.Code)))
        {
            yield return (
                definition,
                $"The code '{definition.Code}' is not spelled in {most} as most are.",
                "Spell codes alike; one that was published stays as it is.");
        }
    }

    // A word alone is spelled as all styles with small letters spell it.
    [GeneratedRegex(@"\A[a-z0-9]+(?:[_.][a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Snake();

    [GeneratedRegex(@"\A[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Kebab();

    [GeneratedRegex(@"\A[A-Z0-9]+(?:_[A-Z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Upper();

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Camel();

    [GeneratedRegex(@"\A(?:[A-Z][a-z0-9]*)+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pascal();

    [GeneratedRegex(@"\A-?[0-9]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
