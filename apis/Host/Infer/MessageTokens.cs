namespace Lintel.Host.Infer;

/// <summary>A word, a mark or a known value of a message.</summary>
/// <param name="Text">The text; empty for a value.</param>
/// <param name="Name">The name of a value; null for text.</param>
internal sealed record MessageToken(string Text, string? Name)
{
    /// <summary>true if the token is a word.</summary>
    public bool IsWord => Name is null && Text.Length > 0 && char.IsLetterOrDigit(Text[0]);
}

/// <summary>Takes messages apart.</summary>
internal static class MessageTokens
{
    /// <summary>Words and marks, and in place of known values their names.</summary>
    public static MessageToken[] Split(string text, IEnumerable<(string Name, string Text)> values)
    {
        var rest = values.OrderByDescending(value => value.Text.Length).Select(value => (value.Name, value.Text, At: IndexOf(text, value.Text)))
            .FirstOrDefault(value => value.At >= 0);
        if (rest.Name is null)
        {
            return [.. Words(text)];
        }

        var others = values.Where(value => value.Name != rest.Name).ToArray();
        return
        [
            .. Split(text[..rest.At], others),
            new MessageToken(string.Empty, rest.Name),
            .. Split(text[(rest.At + rest.Text.Length)..], values),
        ];
    }

    /// <summary>The place of a value between other characters than letters and digits; negative for none.</summary>
    public static int IndexOf(string text, string value)
    {
        for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            var end = at + value.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return at;
            }
        }

        return -1;
    }

    private static List<MessageToken> Words(string text)
    {
        var tokens = new List<MessageToken>();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && IsOfWord(text, end))
            {
                end++;
            }

            end = Math.Max(end, at + 1);
            tokens.Add(new MessageToken(text[at..end], null));
            at = end;
        }

        return tokens;
    }

    private static bool IsOfWord(string text, int at) => char.IsLetterOrDigit(text[at])
        || char.IsSurrogate(text[at])
        || (text[at] is '_' or '-' or '.' or ':' or '/' or '@' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]) && at > 0
            && char.IsLetterOrDigit(text[at - 1]));
}
