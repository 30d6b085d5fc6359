using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lintel.Audit;

/// <summary>The lists of an entry as JSON, always the same text for the same list.</summary>
internal static class AuditText
{
    /// <summary>The text of an empty list.</summary>
    public const string None = "[]";

    public static string Of(IReadOnlyList<AuditChange> changes) => JsonSerializer.Serialize(changes, AuditTextContext.Default.IReadOnlyListAuditChange);

    public static string Of(IReadOnlyList<AuditSeal> seals) => JsonSerializer.Serialize(seals, AuditTextContext.Default.IReadOnlyListAuditSeal);

    /// <exception cref="JsonException">The text is not of this form.</exception>
    public static IReadOnlyList<AuditChange> ToChanges(string text) =>
        text == None ? [] : Whole(JsonSerializer.Deserialize(text, AuditTextContext.Default.IReadOnlyListAuditChange));

    /// <summary>The changes; none where somebody has altered the text, which <see cref="AuditVerifier"/> finds.</summary>
    public static IReadOnlyList<AuditChange> ToChangesOrNone(string text)
    {
        try
        {
            return ToChanges(text);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <exception cref="JsonException">The text is not of this form.</exception>
    public static IReadOnlyList<AuditSeal> ToSeals(string? text) =>
        text is null ? [] : Whole(JsonSerializer.Deserialize(text, AuditTextContext.Default.IReadOnlyListAuditSeal));

    private static IReadOnlyList<T> Whole<T>(IReadOnlyList<T>? list) =>
        list is null || list.Contains(default) ? throw new JsonException("The list has something that is no element.") : list;
}

/// <summary>The JSON types of an entry's lists.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IReadOnlyList<AuditChange>))]
[JsonSerializable(typeof(IReadOnlyList<AuditSeal>))]
internal sealed partial class AuditTextContext : JsonSerializerContext;
