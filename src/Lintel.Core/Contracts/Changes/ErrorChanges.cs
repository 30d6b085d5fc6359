namespace Lintel.Contracts;

/// <summary>Tells the difference between the error definitions of two versions of a contract.</summary>
internal static class ErrorChanges
{
    private const string Errors = "errors";

    public static IEnumerable<ContractChange> Between(Contract before, Contract after)
    {
        var (old, now) = (before.Errors.ToDictionary(error => error.Code), after.Errors.ToDictionary(error => error.Code));
        foreach (var error in before.Errors.Where(error => !now.ContainsKey(error.Code)))
        {
            yield return new(ContractChangeKind.Removed, Errors, error.Code, $"The error '{error.Code}' was removed.", IsBreaking: !error.Retired);
        }

        foreach (var error in after.Errors)
        {
            if (!old.TryGetValue(error.Code, out var known))
            {
                var text = $"The error '{error.Code}' was added, with the status {error.Status}: {error.Message}";
                yield return new(ContractChangeKind.Added, Errors, error.Code, text, IsBreaking: false);
                continue;
            }

            foreach (var (text, isBreaking) in Of(known, error))
            {
                yield return new(ContractChangeKind.Changed, Errors, error.Code, text, isBreaking);
            }
        }
    }

    private static IEnumerable<(string Text, bool IsBreaking)> Of(ErrorDefinition before, ErrorDefinition after)
    {
        var error = $"the error '{after.Code}'";
        if (before.Retired != after.Retired)
        {
            var text = after.Retired ? $"The error '{after.Code}' is retired and no longer sent." : $"The error '{after.Code}' is sent again.";
            yield return (text, after.Retired);
        }

        if (before.Status != after.Status)
        {
            yield return ($"The status of {error} is {after.Status}, not {before.Status}.", true);
        }

        if (ContractChanges.Difference(WordsOf(before.When), WordsOf(after.When)) is { } conditions)
        {
            yield return ($"The conditions that {error} answers changed: {conditions}.", true);
        }

        if (DetailsOf(before) is var old && DetailsOf(after) is var now && ContractChanges.Difference(old, now) is { } details)
        {
            yield return ($"The details of {error} changed: {details}.", old.Except(now).Any());
        }

        if (before.Message != after.Message)
        {
            yield return ($"The message of {error} is \"{after.Message}\", not \"{before.Message}\".", false);
        }

        if (TranslationsOf(before) != TranslationsOf(after))
        {
            yield return ($"The messages of {error} in other languages changed.", false);
        }

        if (RetryOf(before) != RetryOf(after))
        {
            yield return ($"The advice of {error} on trying again changed.", false);
        }

        if ((before.Title, before.Meaning, before.Fix) != (after.Title, after.Meaning, after.Fix))
        {
            yield return ($"What the reference says of {error} changed.", false);
        }
    }

    private static string[] WordsOf(IReadOnlyList<Condition> conditions) => [.. conditions.Select(condition => condition.ToString())];

    private static string[] DetailsOf(ErrorDefinition error) => error.Details switch
    {
        DetailsShape.Object details => [.. details.Members.Select(member => $"{member.Name} ({member.Type}{(member.Optional ? ", optional" : string.Empty)})")],
        DetailsShape.FieldErrors => ["the faulty fields"],
        _ => [],
    };

    // Records compare lists by reference.
    private static string RetryOf(ErrorDefinition error)
    {
        var advice = error.Retry is RetryAdvice.Backoff backoff ? $"{string.Join(' ', backoff.Seconds)}/{backoff.Attempts}" : error.Retry.ToString();
        return $"{error.RetryAfter} {advice}";
    }

    private static string TranslationsOf(ErrorDefinition error) => string.Join(
        '\n', error.Translations.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value.Message}"));
}
