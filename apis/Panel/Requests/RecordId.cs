using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Lintel.Panel;

/// <summary>The id of a record, which requests write as a text of 1 to 19 digits.</summary>
/// <param name="Number">The number; 0, which no record has, where no id is written so.</param>
[JsonConverter(typeof(RecordIdConverter))]
internal readonly partial record struct RecordId(long Number)
{
    /// <summary>Reads a value of the path.</summary>
    /// <returns>true if the text has the form of an id; otherwise, false.</returns>
    public static bool TryParse(string? text, out RecordId id)
    {
        id = new RecordId(NumberOf(text));
        return text is not null && IsId(text);
    }

    /// <summary>Tells whether a text has the form of an id.</summary>
    public static bool IsId(string text) => Form().IsMatch(text);

    /// <summary>The number of an id's text; 0, which no record has, where no id is written so.</summary>
    public static long NumberOf(string? text) =>
        WholeNumberText.TryParse(text, out long number) && number.ToString(CultureInfo.InvariantCulture) == text ? number : 0;

    /// <summary>The number in digits.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[0-9]{1,19}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}

/// <summary>Reads and writes ids as texts.</summary>
internal sealed class RecordIdConverter : JsonConverter<RecordId>
{
    /// <inheritdoc/>
    public override RecordId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && RecordId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RecordId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
