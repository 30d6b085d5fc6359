using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lintel.Panel;

/// <summary>What a table is searched for.</summary>
/// <param name="Text">The text; empty for everything.</param>
/// <param name="Categories">In which columns, by the names of the dashboard; empty for all that the table has.</param>
[JsonConverter(typeof(SearchParametersConverter))]
internal sealed record SearchParameters(string Text, IReadOnlyList<string> Categories)
{
    private const int MaximumText = 256;
    private const int MaximumCategories = 16;
    private const int MaximumDepth = 8;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaximumDepth, AllowDuplicateProperties = false };

    /// <summary>Reads <c>{"searchString": "…", "categories": ["…"]}</c>; both may be left out, and other members are passed over.</summary>
    /// <returns>Null where it is no JSON object, or a member is of another type or too long.</returns>
    public static SearchParameters? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // InvalidOperationException is what half a surrogate pair in an escape ends in, once it is read.
            return null;
        }
    }

    private static SearchParameters? Read(JsonElement root)
    {
        var text = string.Empty;
        if (root.TryGetProperty("searchString", out var sent))
        {
            if (sent.ValueKind != JsonValueKind.String || sent.GetString() is not { Length: <= MaximumText } value)
            {
                return null;
            }

            text = value;
        }

        return !text.Any(char.IsControl) && ReadCategories(root) is { } categories ? new SearchParameters(text, categories) : null;
    }

    private static List<string>? ReadCategories(JsonElement root)
    {
        var categories = new List<string>();
        if (!root.TryGetProperty("categories", out var sent))
        {
            return categories;
        }

        if (sent.ValueKind != JsonValueKind.Array || sent.GetArrayLength() > MaximumCategories)
        {
            return null;
        }

        foreach (var item in sent.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            categories.Add(item.GetString()!);
        }

        return categories;
    }
}

/// <summary>Reads a search, which a query has as a text of JSON.</summary>
internal sealed class SearchParametersConverter : JsonConverter<SearchParameters>
{
    /// <inheritdoc/>
    public override SearchParameters Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && SearchParameters.Parse(reader.GetString()!) is { } search ? search : throw new JsonException();

    /// <summary>Not supported: a search is never written.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Write(Utf8JsonWriter writer, SearchParameters value, JsonSerializerOptions options) => throw new NotSupportedException();
}
