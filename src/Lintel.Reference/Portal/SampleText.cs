using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Html;

namespace Lintel.Reference;

/// <summary>An answer as a block of text: status line, header fields and body. JSON is shown with line breaks.</summary>
internal static class SampleText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The plain text.</summary>
    public static string Of(SampleAnswer answer) => $"{Head(answer)}\n{Body(answer.Body)}";

    /// <summary>The body alone.</summary>
    public static string Body(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return body;
        }
    }

    /// <summary>The text with names, strings and numbers told apart.</summary>
    public static HtmlString Html(SampleAnswer answer)
    {
        var html = new StringBuilder($"<span class=\"tok-status\">HTTP/1.1 {answer.Status} {Encode(ReasonPhrases.Of(answer.Status) ?? string.Empty)}</span>\n");
        foreach (var (name, value) in answer.Fields)
        {
            html.Append($"<span class=\"tok-name\">{Encode(name)}:</span> {Encode(value)}\n");
        }

        html.Append('\n').Append(HtmlBody(answer.Body));
        return new HtmlString(html.ToString());
    }

    /// <summary>The body with names, strings and numbers told apart.</summary>
    public static HtmlString HtmlBody(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var html = new StringBuilder();
            Write(html, document.RootElement, "\n");
            return new HtmlString(html.ToString());
        }
        catch (JsonException)
        {
            return new HtmlString(Encode(body));
        }
    }

    private static string Head(SampleAnswer answer) => $"HTTP/1.1 {answer.Status} {ReasonPhrases.Of(answer.Status)}\n"
        + string.Concat(answer.Fields.Select(field => $"{field.Key}: {field.Value}\n"));

    private static void Write(StringBuilder html, JsonElement value, string line)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Write(html, ('{', '}'), [.. value.EnumerateObject().Select(member => ((string?)member.Name, member.Value))], line);
                break;
            case JsonValueKind.Array:
                Write(html, ('[', ']'), [.. value.EnumerateArray().Select(item => ((string?)null, item))], line);
                break;
            case JsonValueKind.String:
                html.Append($"<span class=\"tok-string\">{Encode(JsonSerializer.Serialize(value, Indented))}</span>");
                break;
            default:
                html.Append($"<span class=\"tok-value\">{Encode(value.GetRawText())}</span>");
                break;
        }
    }

    private static void Write(StringBuilder html, (char Open, char Close) brackets, (string? Name, JsonElement Value)[] items, string line)
    {
        html.Append(brackets.Open);
        var inner = line + "  ";
        for (var i = 0; i < items.Length; i++)
        {
            html.Append(inner);
            if (items[i].Name is { } name)
            {
                html.Append($"<span class=\"tok-name\">{Encode(JsonSerializer.Serialize(name, Indented))}</span>: ");
            }

            Write(html, items[i].Value, inner);
            html.Append(i < items.Length - 1 ? "," : string.Empty);
        }

        html.Append(items.Length > 0 ? line : string.Empty).Append(brackets.Close);
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
