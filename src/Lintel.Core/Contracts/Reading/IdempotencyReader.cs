namespace Lintel.Contracts;

/// <summary>Reads <c>idempotency</c>.</summary>
internal static class IdempotencyReader
{
    private const int MostHeaders = 16;
    private const int LargestBody = 1024 * 1024;
    private const int FewestPerAccount = 100;
    private const int MostPerAccount = 100_000;
    private const string LengthInWords = "a number of characters from 1 to 255, or a span such as 16..64";

    /// <summary>Reads the section; without it the defaults hold.</summary>
    public static IdempotencyRule Read(MappingCursor root)
    {
        var defaults = IdempotencyRule.Default;
        if (!root.TryMapping("idempotency", "`idempotency`", out var cursor))
        {
            return defaults;
        }

        var (form, shortest, longest) = ReadKeys(cursor);
        var (keep, keepText) = cursor.Has("keep") ? DurationReader.Need(cursor, "keep") : (defaults.Keep, defaults.KeepText);
        var rule = new IdempotencyRule(
            ReadHeader(cursor),
            cursor.Flag("required", defaults.IsRequired),
            form,
            shortest,
            longest,
            keep,
            keepText,
            cursor.Choice("per", ContractWords.IdempotencyScopes, defaults.Per),
            ReadHeaders(cursor),
            HeadReader.Size(cursor, "body", 1, LargestBody, defaults.Body),
            cursor.Integer("perAccount", FewestPerAccount, MostPerAccount, defaults.PerAccount));
        cursor.RefuseOthers();
        return rule;
    }

    private static string ReadHeader(MappingCursor cursor)
    {
        var header = cursor.Matching("header", Forms.Header, Forms.HeaderInWords, IdempotencyRule.Default.Header);
        if (HeadReader.TakenHeaders.Contains(header))
        {
            cursor.Fault("header", $"Idempotency keys cannot travel in {header}, which has a meaning of its own.", "Write Idempotency-Key, or leave it out.");
        }

        return header;
    }

    private static (IdempotencyKeyForm Form, int Shortest, int Longest) ReadKeys(MappingCursor cursor)
    {
        var defaults = IdempotencyRule.Default;
        if (!cursor.TryMapping("keys", "`keys` of `idempotency`", out var keys))
        {
            return (defaults.Form, defaults.Shortest, defaults.Longest);
        }

        var form = keys.Choice("form", ContractWords.IdempotencyKeyForms, defaults.Form);
        var (shortest, longest) = ReadLength(keys);
        if (form == IdempotencyKeyForm.Uuid && keys.Has("length"))
        {
            keys.Fault("length", "A UUID has 36 characters, and `length` of `keys` says another number.", "Remove `length`, or write `form: text`.");
        }

        keys.RefuseOthers();
        return (form, shortest, longest);
    }

    private static (int Shortest, int Longest) ReadLength(MappingCursor keys)
    {
        var text = keys.MatchingNumberOrText("length", Forms.Span, LengthInWords, string.Empty);
        var match = Forms.Span.Match(text);
        if (!match.Success)
        {
            return (IdempotencyRule.Default.Shortest, IdempotencyRule.Default.Longest);
        }

        var from = int.Parse(match.Groups["from"].ValueSpan);
        var to = match.Groups["to"].Success ? int.Parse(match.Groups["to"].ValueSpan) : from;
        if (from < 1 || to < from || to > IdempotencyRule.LongestKey)
        {
            keys.Fault("length", $"`length` of {keys.Subject} is {Quoting.Quote(text)}.", $"Write {LengthInWords}, the shorter first.");
        }

        return (from, to);
    }

    private static IReadOnlyList<string> ReadHeaders(MappingCursor cursor)
    {
        var headers = cursor.Texts("headers", Forms.Header, Forms.HeaderInWords);
        if (headers.Count > MostHeaders)
        {
            cursor.Fault("headers", $"There are more than {MostHeaders} `headers` of `idempotency`.", "Keep those that callers need again.");
        }

        foreach (var header in headers.Where(header => IdempotencyRule.AlwaysKept.Contains(header, StringComparer.OrdinalIgnoreCase)))
        {
            cursor.Fault("headers", $"`headers` of `idempotency` has {header}, which is always kept.", "Remove it.");
        }

        foreach (var header in headers.Where(IsOfRequest))
        {
            cursor.Fault(
                "headers",
                $"`headers` of `idempotency` has {header}, which belongs to one response and is never told again.",
                "Remove it; name header fields of your own.");
        }

        return headers;
    }

    private static bool IsOfRequest(string header) =>
        HeadReader.TakenHeaders.Contains(header) && !IdempotencyRule.AlwaysKept.Contains(header, StringComparer.OrdinalIgnoreCase);
}
