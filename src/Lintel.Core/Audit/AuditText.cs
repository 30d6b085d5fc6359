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
        text == None ? [] : JsonSerializer.Deserialize(text, AuditTextContext.Default.IReadOnlyListAuditChange) ?? [];

    /// <exception cref="JsonException">The text is not of this form.</exception>
    public static IReadOnlyList<AuditSeal> ToSeals(string? text) =>
        text is null ? [] : JsonSerializer.Deserialize(text, AuditTextContext.Default.IReadOnlyListAuditSeal) ?? [];
}

/// <summary>The JSON types of an entry's lists.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IReadOnlyList<AuditChange>))]
[JsonSerializable(typeof(IReadOnlyList<AuditSeal>))]
internal sealed partial class AuditTextContext : JsonSerializerContext;
