using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>A query parameter as the JSON that its type is read from.</summary>
internal static class QueryValue
{
    public static JsonNode? Of(StringValues sent, TypePlan plan) => plan.Kind == JsonTypeInfoKind.Enumerable
        ? new JsonArray([.. sent.Select(text => Of(text ?? string.Empty, plan.Element.Info.Type))])
        : Of(sent.ToString(), plan.Info.Type);

    private static JsonValue Of(string text, Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner == typeof(bool) && BooleanOf(text) is { } boolean ? JsonValue.Create(boolean)
            : IsWhole(inner) && WholeNumberText.TryParseSigned(text, out var whole) ? JsonValue.Create(whole)
            : (inner.IsEnum || Type.GetTypeCode(inner) is >= TypeCode.SByte and <= TypeCode.Decimal)
                && IsNumber(text) ? JsonValue.Create(JsonElement.Parse(text))!
            : JsonValue.Create(text);
    }

    private static bool IsWhole(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Int64;

    private static bool? BooleanOf(string text) => text switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };

    /// <summary>Tells whether a text is a number in JSON, and nothing else.</summary>
    private static bool IsNumber(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] == '-')))
        {
            return false;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
