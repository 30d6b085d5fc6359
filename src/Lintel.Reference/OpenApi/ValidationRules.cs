using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lintel.Reference;

/// <summary>Puts rules of <c>System.ComponentModel.DataAnnotations</c> into the words of JSON Schema.</summary>
internal static class ValidationRules
{
    // Beyond it a double has no odd numbers.
    private const double LargestWhole = 9_007_199_254_740_992;

    public static void Add(JsonObject schema, IEnumerable<Attribute> rules)
    {
        foreach (var rule in rules)
        {
            Add(schema, rule);
        }
    }

    private static void Add(JsonObject schema, Attribute rule)
    {
        switch (rule)
        {
            case StringLengthAttribute length:
                AddLengths(schema, length.MinimumLength, length.MaximumLength);
                break;
            case LengthAttribute length:
                AddLengths(schema, length.MinimumLength, length.MaximumLength);
                break;
            case MinLengthAttribute length:
                AddLengths(schema, length.Length, null);
                break;
            case MaxLengthAttribute { Length: > 0 } length:
                AddLengths(schema, 0, length.Length);
                break;
            case RangeAttribute range:
                AddBounds(schema, range);
                break;
            case RegularExpressionAttribute expression:
                schema["pattern"] = expression.Pattern.StartsWith('^') ? expression.Pattern : $"^(?:{expression.Pattern})$";
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonSerializer.SerializeToNode(value))]);
                break;
            case EmailAddressAttribute:
                schema["format"] = "email";
                break;
            case UrlAttribute:
                schema["format"] = "uri";
                break;
            default:
                break;
        }
    }

    private static void AddLengths(JsonObject schema, int shortest, int? longest)
    {
        var (least, most) = (schema["type"] as JsonValue)?.GetValue<string>() switch
        {
            "array" => ("minItems", "maxItems"),
            "object" => ("minProperties", "maxProperties"),
            _ => ("minLength", "maxLength"),
        };
        if (shortest > 0)
        {
            schema[least] = shortest;
        }

        if (longest is { } bound)
        {
            schema[most] = bound;
        }
    }

    private static void AddBounds(JsonObject schema, RangeAttribute range)
    {
        if (NumberOf(range.Minimum) is { } minimum)
        {
            schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = minimum;
        }

        if (NumberOf(range.Maximum) is { } maximum)
        {
            schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = maximum;
        }
    }

    /// <summary>Bounds of other types than numbers, such as dates, are texts that JSON Schema has no word for.</summary>
    private static JsonNode? NumberOf(object bound) => bound switch
    {
        int number => number,
        double number when number == Math.Truncate(number) && Math.Abs(number) < LargestWhole => (long)number,
        double number when double.IsFinite(number) => number,
        _ => null,
    };
}
