namespace Lintel.Contracts;

/// <summary>Collects the languages that messages are written in.</summary>
internal static class LanguagesReader
{
    private const int MostNamed = 5;

    /// <summary>The languages of all translations, in the order in which the file has them first.</summary>
    /// <param name="own">The language of the contract itself, which no translation may have.</param>
    /// <param name="definitions">The error definitions.</param>
    public static IReadOnlyList<string> Read(string own, IReadOnlyList<ParsedError> definitions)
    {
        foreach (var cursor in definitions.Where(parsed => parsed.Definition.Translations.ContainsKey(own)).Select(parsed => parsed.Cursor))
        {
            cursor.Fault(
                "messages",
                $"`messages` of {cursor.Subject} has the language {Quoting.Quote(own)}, which is that of `message`.",
                "Take it away, or write the language of `message` as `language:` at the top of the contract.");
        }

        return [.. definitions.SelectMany(parsed => parsed.Definition.Translations.Keys.Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Tells which definitions lack a language that others have.</summary>
    public static IEnumerable<string> HintsOf(IReadOnlyList<string> languages, IReadOnlyList<ParsedError> definitions)
    {
        foreach (var language in languages)
        {
            var lacking = definitions.Select(parsed => parsed.Definition)
                .Where(definition => !definition.Retired && !definition.Translations.ContainsKey(language))
                .Select(definition => definition.Code)
                .ToArray();
            if (lacking.Length > 0)
            {
                var others = lacking.Length > MostNamed ? $" and {lacking.Length - MostNamed} more" : string.Empty;
                var named = string.Join(", ", lacking.Take(MostNamed)) + others;
                yield return $"No message in {Quoting.Quote(language)} for {named}: callers who ask for it are answered in the contract's own language there.";
            }
        }
    }
}
