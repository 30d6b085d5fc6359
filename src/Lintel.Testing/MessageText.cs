using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>Compares texts with the messages of definitions.</summary>
internal static class MessageText
{
    /// <summary>Tells whether a text may be a message: the words between its placeholders stand in it, in their order.</summary>
    /// <param name="message">The message, with placeholders.</param>
    /// <param name="text">The text.</param>
    public static bool Fits(string message, string text)
    {
        if (MessageTemplate.Parse(message) is not { } template)
        {
            return false;
        }

        var at = 0;
        foreach (var piece in template.Pieces.Where(piece => !piece.IsPlaceholder))
        {
            var found = text.IndexOf(piece.Text, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + piece.Text.Length;
        }

        return template.Pieces.Any(piece => piece.IsPlaceholder) || text.Length == at;
    }
}
