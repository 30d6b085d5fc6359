using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Lintel.AspNetCore;

/// <summary>
/// One JSON object, strictly: UTF-8, no duplicate members, no lone surrogates, no trailing bytes, bounded depth (RFC 8259 sections 4, 8 and 9).
/// </summary>
internal static class JsonBody
{
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes,
        int depth,
        bool isList,
        [NotNullWhen(true)] out JsonDocument? document,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        document = null;
        refusal = null;
        if (!Utf8.IsValid(bytes.Span))
        {
            refusal = Malformed("The request body is not valid UTF-8.");
            return false;
        }

        try
        {
            RefuseLoneSurrogates(bytes.Span, depth);
            document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            refusal = Malformed(Describe(exception)).BecauseOf(exception);
            return false;
        }

        if (document.RootElement.ValueKind == (isList ? JsonValueKind.Array : JsonValueKind.Object))
        {
            return true;
        }

        document.Dispose();
        document = null;
        refusal = Refusal.Unreadable(Condition.RequestInvalid, $"The request body must be {KindOf(isList)}.");
        return false;
    }

    public static string KindOf(bool isList) => isList ? "a JSON array" : "a JSON object";

    private static Refusal Malformed(string problem) => Refusal.Unreadable(Condition.RequestMalformed, problem);

    /// <summary>Line and column are the caller's own; the parser's message may quote its input, so it goes to the log alone.</summary>
    private static string Describe(JsonException exception) => exception.LineNumber is { } line
        ? $"The request body is not valid JSON (line {line + 1}, column {(exception.BytePositionInLine ?? 0) + 1})."
        : "The request body is not valid JSON.";

    /// <summary>
    /// The parser keeps escapes as they are and throws InvalidOperationException when such a text is read: while it looks for duplicates, or deep in
    /// somebody's handler.
    /// </summary>
    private static void RefuseLoneSurrogates(ReadOnlySpan<byte> bytes, int depth)
    {
        if (bytes.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = depth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !CanRead(ref reader))
            {
                throw new JsonException("A text holds half of a surrogate pair.");
            }
        }
    }

    private static bool CanRead(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
