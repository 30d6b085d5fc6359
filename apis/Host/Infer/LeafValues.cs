using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Scalars as contracts hold them.</summary>
internal static class LeafValues
{
    /// <summary>true if a contract can have the value as a constant.</summary>
    public static bool IsConstant(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is "" || LeafText.IsClean(value.GetString()!),
        JsonValueKind.Number => CoreSchema.ToJsonNumber(value.GetRawText()) == value.GetRawText(),
        _ => true,
    };

    /// <summary>A scalar as Lintel writes it, with as few escapes as JSON admits.</summary>
    public static string JsonOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return value.GetRawText();
        }

        var text = new ArrayBufferWriter<byte>();
        JsonFormat.Instance.WriteString(text, value.GetString()!);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>A variable that is a number, as text where bodies have it so.</summary>
    public static EnvelopeValue AsWritten(EnvelopeValue.Variable variable, IReadOnlyList<Node> nodes) => (nodes[0].Kind, variable.Optional) switch
    {
        (JsonValueKind.String, true) => variable with { Type = DetailsType.String },
        (JsonValueKind.String, false) => new EnvelopeValue.Text([new TextPiece(string.Empty, variable)]),
        _ => variable,
    };

    /// <summary>The type that a member needs to have all of the values; null where there is none.</summary>
    public static DetailsType? MemberType(IReadOnlyList<JsonElement> values) =>
        All(values, IsText) ? DetailsType.String
            : All(values, IsInteger) ? DetailsType.Integer
            : All(values, IsNumber) ? DetailsType.Number
            : All(values, value => value.ValueKind is JsonValueKind.True or JsonValueKind.False) ? DetailsType.Boolean
            : All(values, value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= 64 && value.EnumerateArray().All(IsText))
                ? DetailsType.StringList
            : null;

    /// <summary>The type of a member of details that has all of the values.</summary>
    public static DetailsType DetailsTypeOf(IReadOnlyList<JsonElement> values)
    {
        JsonElement[] said = [.. values.Where(value => value.ValueKind != JsonValueKind.Null)];
        return said.Length == 0 ? DetailsType.String
            : said.All(value => FieldErrorForms.Of(value) is not null) ? DetailsType.FieldErrors
            : said.All(value => value.ValueKind == JsonValueKind.Array) ? DetailsType.StringList
            : said.All(value => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _)) ? DetailsType.Integer
            : said.All(value => value.ValueKind == JsonValueKind.Number) ? DetailsType.Number
            : said.All(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False) ? DetailsType.Boolean
            : DetailsType.String;
    }

    /// <summary>The member for the definitions of two envelopes.</summary>
    public static FoundMember Join(FoundMember known, DetailsType type, bool isOptional, IReadOnlyDictionary<string, JsonElement> values) => new(
        known.Type == type ? type : DetailsType.String,
        known.Optional || isOptional,
        known.Values.Concat(values).DistinctBy(pair => pair.Key).ToDictionary(StringComparer.Ordinal));

    /// <summary>A scalar as an argument of a refusal.</summary>
    public static object? ArgumentOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(LeafText.Of).ToArray(),
        _ => null,
    };

    private static bool All(IReadOnlyList<JsonElement> values, Func<JsonElement, bool> test) => values.Count > 0 && values.All(test);

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && LeafText.IsClean(value.GetString()!);

    private static bool IsInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) && whole.ToString(CultureInfo.InvariantCulture) == value.GetRawText();

    private static bool IsNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number.ToString(CultureInfo.InvariantCulture) == value.GetRawText();
}
