namespace Lintel.Contracts;

/// <summary>Reads <c>accounts</c>: the words that plans and subscription states of accounts may be.</summary>
internal static class AccountsReader
{
    /// <summary>Reads the section; without it the words are those of <c>plans</c>.</summary>
    public static AccountWords Read(MappingCursor root, PlanRule? plans)
    {
        if (!root.TryMapping("accounts", "`accounts`", out var cursor))
        {
            return new AccountWords(plans?.Allow ?? [], plans?.Subscriptions ?? []);
        }

        var words = new AccountWords(Words(cursor, "plans", plans?.Allow ?? []), Words(cursor, "subscriptions", plans?.Subscriptions ?? []));
        cursor.RefuseOthers();
        return words;
    }

    /// <summary>The words of a list, with a fault for each that may call the API and is missing.</summary>
    private static IReadOnlyList<string> Words(MappingCursor cursor, string name, IReadOnlyList<string> admitted)
    {
        var words = cursor.Texts(name, Forms.Word, Forms.WordInWords);
        foreach (var word in admitted.Where(word => words.Count > 0 && !words.Contains(word)))
        {
            cursor.Fault(
                name,
                $"`{name}` of `accounts` lacks {Quoting.Quote(word)}, which `plans` admits to the API.",
                Spelling.Suggest(word, words, "Add it to the list."));
        }

        return words.Count > 0 ? words : admitted;
    }
}
