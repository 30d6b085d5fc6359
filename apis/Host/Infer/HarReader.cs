using System.Text;
using System.Text.Json;

namespace Lintel.Host.Infer;

/// <summary>Reads HTTP archives (HAR 1.2), as the developer tools of browsers save them.</summary>
internal static class HarReader
{
    private const int DeepestFile = 64;

    /// <summary>The exchanges of an archive; null where the text is not one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The name of the file, for messages.</param>
    public static IReadOnlyList<Exchange>? Read(string text, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DeepestFile });
            return Member(Member(document.RootElement, "log"), "entries") is { ValueKind: JsonValueKind.Array } entries
                ? [.. entries.EnumerateArray().Select((entry, place) => ReadEntry(entry, $"{file}(entry {place + 1})")).OfType<Exchange>()]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Exchange? ReadEntry(JsonElement entry, string place) =>
        Member(entry, "response") is { } response
            && Member(response, "status") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt32(out var status)
            ? new Exchange(place, ReadRequest(Member(entry, "request")), status, ReadHeaders(response), ReadBody(Member(response, "content")))
            : null;

    private static RecordedRequest? ReadRequest(JsonElement? request) => Text(request, "method") is { } method && Text(request, "url") is { } url
        ? new RecordedRequest(method, url, ReadHeaders(request))
        : null;

    private static KeyValuePair<string, string>[] ReadHeaders(JsonElement? message) => Member(message, "headers") is { ValueKind: JsonValueKind.Array } headers
        ? [.. headers.EnumerateArray().Select(header => KeyValuePair.Create(Text(header, "name") ?? string.Empty, Text(header, "value") ?? string.Empty))]
        : [];

    private static string ReadBody(JsonElement? content)
    {
        var text = Text(content, "text") ?? string.Empty;
        if (Text(content, "encoding") != "base64")
        {
            return text;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : string.Empty;
    }

    private static JsonElement? Member(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? value, string name) => Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
