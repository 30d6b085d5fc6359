using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads the error bodies that ASP.NET Core applications write: problem details with or without <c>errors</c>, a serialized model state, an object with
/// a message, a text.
/// </summary>
internal static partial class ForeignBodyReader
{
    private const int LongestText = 500;

    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 16 };
    private static readonly string[] TextMembers = ["detail", "title", "message", "error", "error_description"];
    private static readonly string[] FieldMembers = ["field", "propertyName", "name", "path", "key"];
    private static readonly string[] FaultMembers = ["message", "errorMessage", "detail", "error"];

    public static ForeignBody Read(ApiCall call, ReadOnlyMemory<byte> body)
    {
        var type = call.Http.Response.ContentType ?? string.Empty;
        var content = ContentCoding.Decode(body, call.Http.Response.Headers.ContentEncoding.ToString());
        if (content.IsEmpty)
        {
            return ForeignBody.Empty;
        }

        if (type.Length == 0)
        {
            return ReadUntyped(call, content);
        }

        if (type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase))
        {
            return new ForeignBody([], Clean(Encoding.UTF8.GetString(content.Span)) is { } text && !IsReasonPhrase(text) ? text : null);
        }

        return type.Contains("json", StringComparison.OrdinalIgnoreCase) ? ReadJson(call, content) : ForeignBody.Empty;
    }

    /// <summary>
    /// Reads what <c>WriteAsync</c> alone has written: JSON where it looks like it, nothing where it is markup or no text, and otherwise a text.
    /// </summary>
    private static ForeignBody ReadUntyped(ApiCall call, ReadOnlyMemory<byte> content)
    {
        var begin = content.Span.TrimStart(" \t\r\n"u8);
        if (begin.IsEmpty || begin[0] == '<' || !Utf8.IsValid(content.Span))
        {
            return ForeignBody.Empty;
        }

        return LooksLikeJson(begin) ? ReadJson(call, content) : new ForeignBody([], Clean(Encoding.UTF8.GetString(content.Span)));
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'{' => true,
        (byte)'"' => text.TrimEnd(" \t\r\n"u8)[^1] == '"',
        (byte)'[' => text[1..].TrimStart(" \t\r\n"u8) is var first && (first.IsEmpty || "{[]\"-0123456789"u8.Contains(first[0])),
        _ => false,
    };

    private static ForeignBody ReadJson(ApiCall call, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, Lenient);
            var root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.String => new ForeignBody([], Clean(root.GetString())),
                JsonValueKind.Object => ReadObject(new ModelStateFaults(call), root),
                _ => ForeignBody.Empty,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Cut at the bound, or not JSON at all, or a text with half a surrogate pair.
            return ForeignBody.Empty;
        }
    }

    private static ForeignBody ReadObject(ModelStateFaults faults, JsonElement root)
    {
        if (Member(root, "errors") is { } errors)
        {
            Collect(errors, faults);
        }
        else if (IsModelState(root))
        {
            Collect(root, faults);
        }

        var text = TextMembers.Select(name => Clean(TextOf(root, name))).FirstOrDefault(text => text is not null && !IsReasonPhrase(text));
        return new ForeignBody(faults.Faults, text) { Unreadable = faults.Unreadable };
    }

    private static void Collect(JsonElement errors, ModelStateFaults faults)
    {
        if (errors.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in errors.EnumerateObject())
            {
                foreach (var text in TextsOf(member.Value))
                {
                    Add(faults, member.Name, text);
                }
            }
        }
        else if (errors.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in errors.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
            {
                Add(faults, First(item, FieldMembers) ?? string.Empty, First(item, FaultMembers));
            }
        }
    }

    private static void Add(ModelStateFaults faults, string name, string? text)
    {
        // The framework's texts are told by their ends, which a long one loses when it is cut.
        if (text is not null && !faults.TakesUnread(name, text) && Clean(text) is { } problem)
        {
            faults.Add(name, problem);
        }
    }

    /// <summary>A model state that was serialized by itself: nothing but lists of texts.</summary>
    private static bool IsModelState(JsonElement root)
    {
        var any = false;
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Array || member.Value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    private static IEnumerable<string?> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()],
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()),
        _ => [],
    };

    private static JsonElement? Member(JsonElement item, string name)
    {
        foreach (var member in item.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }

    private static string? First(JsonElement item, string[] names) => names.Select(name => TextOf(item, name)).FirstOrDefault(text => text is not null);

    private static string? TextOf(JsonElement item, string name) => Member(item, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // The framework's own titles say no more than the status does, and neither does the text of UseStatusCodePages.
    private static bool IsReasonPhrase(string text) =>
        StatusTexts.IsReasonPhrase(text)
            || text.StartsWith("Status Code: ", StringComparison.Ordinal)
            || string.Equals(text, "One or more validation errors occurred.", StringComparison.Ordinal);

    /// <summary>A text on one line and of bounded length; null where nothing of it can be seen, or where it shows the inside of the program.</summary>
    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || !text.EnumerateRunes().Any(IsVisible) || StackFrame().IsMatch(text))
        {
            return null;
        }

        var cut = text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)] + "…";
        var spaced = cut.Any(IsUnwanted) ? string.Concat(cut.Select(c => IsUnwanted(c) ? ' ' : c)) : cut;
        return string.Join(' ', spaced.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line ? line : null;
    }

    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format);

    // Controls, and marks that turn the direction of what follows them.
    private static bool IsUnwanted(char c) => char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    /// <summary>A line of a stack trace, such as <c>at Shop.Orders.Find(String id) in /src/Orders.cs:line 12</c>.</summary>
    [GeneratedRegex(@"\bat [\w`<>\[\]+]+(\.[\w`<>\[\]+|]+)+\([^)]*\)|\.cs:line \d", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex StackFrame();
}
