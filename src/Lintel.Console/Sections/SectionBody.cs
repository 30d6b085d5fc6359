using System.Globalization;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Management;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>Makes the body of a call from the fields of a form.</summary>
internal static class SectionBody
{
    /// <summary>The field with the version of the record as it was shown.</summary>
    public const string VersionField = "version";

    private const string Beginning = "field.";
    private const string ShownBeginning = "shown.";

    /// <summary>The name of a field in a form, apart from those of the console itself.</summary>
    public static string NameOf(SectionField field) => Beginning + field.Member;

    /// <summary>The name of the field that says what another one began with.</summary>
    public static string ShownNameOf(SectionField field) => ShownBeginning + field.Member;

    /// <summary>Tells whether a field was changed by whoever sent the form: one that was not leaves alone what others have changed since.</summary>
    public static bool IsChanged(SectionField field, ConsoleForm sent)
    {
        var (name, shown) = (NameOf(field), ShownNameOf(field));
        return !sent.Has(shown) || field.Kind switch
        {
            SectionFieldKind.Lines => string.Join('\n', sent.Lines(name)) != string.Join('\n', sent.Lines(shown)),
            SectionFieldKind.Choices => !sent.Texts(name).ToHashSet(StringComparer.Ordinal).SetEquals(sent.Lines(shown)),
            _ => sent.Text(name) != sent.Text(shown),
        };
    }

    /// <summary>Tells whether a form changes nothing of the record that it shows.</summary>
    public static bool IsIdle(SectionForm form, ConsoleForm sent) =>
        IsPartial(form) && form.Fields.Any(field => field.Present is not null) && FieldsOf(form, sent).Count == 0;

    /// <summary>Puts the fields that the path names into it.</summary>
    public static string PathOf(SectionForm form, string path, ConsoleForm sent) => form.Fields.Where(field => IsInPath(form, field)).Aggregate(
        path,
        (expanded, field) => expanded.Replace(HoleOf(field), Uri.EscapeDataString(sent.Text(NameOf(field))), StringComparison.Ordinal));

    /// <summary>Makes the body.</summary>
    /// <returns>The body; null for a form without fields that belong there.</returns>
    public static JsonObject? Of(SectionForm form, ConsoleForm sent)
    {
        if (form.Fields.All(field => IsInPath(form, field)))
        {
            return null;
        }

        var body = FieldsOf(form, sent);
        if (form.Version is { } member && sent.Text(VersionField) is { Length: > 0 } version)
        {
            body[member] = ConsoleForm.NumberOf(version);
        }

        return body;
    }

    private static JsonObject FieldsOf(SectionForm form, ConsoleForm sent)
    {
        var body = new JsonObject();
        foreach (var field in form.Fields.Where(field => !IsInPath(form, field) && (!IsPartial(form) || IsChanged(field, sent))))
        {
            if (ValueOf(field, sent) is { } value)
            {
                body[field.Member] = value;
            }
            else if (sent.Text(ShownNameOf(field)).Length > 0)
            {
                // There was a value, and it was taken away.
                body[field.Member] = null;
            }
        }

        return body;
    }

    private static bool IsPartial(SectionForm form) => HttpMethods.IsPatch(form.Method);

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
