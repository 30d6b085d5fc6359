using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;

namespace Lintel.HttpTests.Binding;

/// <summary>A body with everything that a type can ask for.</summary>
public sealed record TypedOrder(
    [Required, StringLength(10)] string Item,
    [Range(1, 100)] int Count,
    IReadOnlyList<TypedLine> Lines,
    TypedColor? Color = null,
    Weight? Weight = null,
    Dictionary<string, int>? Tags = null,
    [MaxLength(3)] string[]? Labels = null) : IValidatableObject
{
    public string? Note { get; init; }

    [EmailAddress]
    public string? Mail { get; init; }

    [Url(ErrorMessage = "Take a site of ours.")]
    public string? Site { get; init; }

    public int? From { get; init; }

    public int? To { get; init; }

    public DateTimeOffset? When { get; init; }

    public Guid? Id { get; init; }

    public HashSet<TypedLine>? Set { get; init; }

    public Dictionary<int, TypedLine>? Numbered { get; init; }

    public Fee? Fee { get; init; }

    public Shape? Shape { get; init; }

    [Range(1, 100)]
    public long? Large { get; init; }

    [Range(1, 10)]
    public string? Word { get; init; }

    [AllowedValues("gift", "office")]
    public string? Purpose { get; init; }

    [SingleLine]
    public string? Title { get; init; }

    public IReadOnlyList<string?>? Gaps { get; init; }

    public string[][]? Grid { get; init; }

    public double? Ratio { get; init; }

    [JsonIgnore]
    public string? Hidden { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (To < From)
        {
            yield return new ValidationResult("must not be before from", [nameof(To)]);
        }
    }
}

/// <summary>A line of an order.</summary>
public sealed record TypedLine([RegularExpression("[a-z]-[0-9]")] string Sku, [Range(0.01, 1000)] decimal Price);

/// <summary>A fee, which is a value and no object.</summary>
public readonly record struct Fee([Range(0, 100)] int Amount);

/// <summary>A shape, which says by itself which it is.</summary>
[JsonDerivedType(typeof(RoundShape), "round")]
public record Shape;

/// <summary>A round shape.</summary>
public sealed record RoundShape([Range(1, 9)] int Radius) : Shape;

/// <summary>The color of an order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TypedColor>))]
public enum TypedColor
{
    Red,
    Green,
}

/// <summary>A weight, which a converter of the application reads from "5kg".</summary>
public readonly record struct Weight(int Kilograms);

/// <summary>The conditions of a search.</summary>
public sealed record TypedSearch([Required] string Text, [Range(1, 1000)] int Page = 1, TypedColor[]? Color = null, bool? Exact = null);

/// <summary>Reads and writes a weight.</summary>
public sealed class WeightConverter : JsonConverter<Weight>
{
    public override Weight Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            && reader.GetString() is { } text
            && text.EndsWith("kg", StringComparison.Ordinal)
            && int.TryParse(text[..^2], out var kilograms)
            ? new Weight(kilograms)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Weight value, JsonSerializerOptions options) => writer.WriteStringValue($"{value.Kilograms}kg");
}
