using System.Globalization;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Management;

namespace Lintel.Console;

/// <summary>Makes the body of a call from the fields of a form.</summary>
internal static class SectionBody
{
    private const string Beginning = "field.";

    /// <summary>The name of a field in a form, apart from those of the console itself.</summary>
    public static string NameOf(SectionField field) => Beginning + field.Member;

    /// <summary>Puts the fields that the path names into it.</summary>
    public static string PathOf(SectionForm form, string path, ConsoleForm sent) => form.Fields.Where(field => IsInPath(form, field)).Aggregate(
        path,
        (expanded, field) => expanded.Replace(HoleOf(field), Uri.EscapeDataString(sent.Text(NameOf(field))), StringComparison.Ordinal));

    /// <summary>Makes the body.</summary>
    /// <returns>The body; null for a form without fields that belong there.</returns>
    public static JsonObject? Of(SectionForm form, ConsoleForm sent)
    {
        var fields = form.Fields.Where(field => !IsInPath(form, field)).ToList();
        if (fields.Count == 0)
        {
            return null;
        }

        var body = new JsonObject();
        foreach (var field in fields)
        {
            if (ValueOf(field, sent) is { } value)
            {
                body[field.Member] = value;
            }
        }

        return body;
    }

    private static bool IsInPath(SectionForm form, SectionField field) => form.Path.Contains(HoleOf(field), StringComparison.Ordinal);

    private static string HoleOf(SectionField field) => "{" + field.Member + "}";

    // What is missing is left out, so that the management API says in its own words what a required member lacks.
    private static JsonNode? ValueOf(SectionField field, ConsoleForm sent)
    {
        var name = NameOf(field);
        return field.Kind switch
        {
            SectionFieldKind.Lines => ListOf(sent.Lines(name), field),
            SectionFieldKind.Choices => ListOf(sent.Texts(name), field),
            SectionFieldKind.Toggle => sent.Text(name).Length > 0,
            SectionFieldKind.Number when sent.Text(name) is { Length: > 0 } text => NumberOf(text),
            _ => sent.Text(name) is { Length: > 0 } text ? text : null,
        };
    }

    // A list that had items and has none now is sent: it was emptied.
    private static JsonArray? ListOf(IReadOnlyList<string> items, SectionField field) =>
        items.Count == 0 && field is { IsRequired: false, Present: null } ? null : new JsonArray([.. items.Select(item => JsonValue.Create(item))]);

    // What is no number is sent as the text that it is, and comes back as a fault of its field.
    private static JsonNode NumberOf(string text) => DecimalText.TryRead(text, out var number, out var decimals) && decimals is not null
        ? JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture))!
        : JsonValue.Create(text);
}
