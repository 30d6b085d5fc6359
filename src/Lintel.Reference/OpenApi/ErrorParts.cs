using System.Text.Json.Nodes;

namespace Lintel.Reference;

/// <summary>An object or a choice of texts inside the schema of an error's body.</summary>
/// <param name="Holder">What it stands in.</param>
/// <param name="Key">The member of the holder.</param>
/// <param name="Word">What its name has behind that of the error.</param>
internal sealed record ErrorPart(JsonObject Holder, string Key, string Word)
{
    /// <summary>The schema of the part.</summary>
    public JsonObject Schema => Holder[Key]!.AsObject();
}

/// <summary>Finds the parts of an error's schema that generated clients have types for, and names them after the error.</summary>
internal static class ErrorParts
{
    private const string Info = "Info";

    /// <summary>The outermost parts of a schema.</summary>
    public static List<ErrorPart> In(JsonObject schema) =>
    [
        .. (schema["properties"] as JsonObject)?.SelectMany(member => Of(schema["properties"]!.AsObject(), member.Key, member.Key)) ?? [],
        .. Of(schema, "additionalProperties", "Value"),
    ];

    /// <summary>
    /// The name of a part: <c>details</c> of a <c>SoldOutError</c> is <c>SoldOutErrorDetails</c>, and <c>error.code</c> of a <c>ConflictError</c> is a
    /// <c>ConflictErrorCode</c>.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="owner">The name of what it stands in.</param>
    public static string NameOf(ErrorPart part, string owner) =>
        (!IsObject(part.Schema) && owner.EndsWith(Info, StringComparison.Ordinal) ? owner[..^Info.Length] : owner) + part.Word;

    /// <summary>Tells whether a schema is an object with members.</summary>
    public static bool IsObject(JsonObject schema) => schema["properties"] is JsonObject { Count: > 0 };

    private static IEnumerable<ErrorPart> Of(JsonObject holder, string key, string member) => holder[key] switch
    {
        JsonObject part when IsObject(part) => [new ErrorPart(holder, key, WordOf(member, Info))],
        JsonObject part when IsChoice(part) => [new ErrorPart(holder, key, WordOf(member, "Code"))],
        JsonObject { } list when list["items"] is JsonObject => Of(list, "items", Singular(member)),
        JsonObject { } map when map["additionalProperties"] is JsonObject => Of(map, "additionalProperties", Singular(member)),
        _ => [],
    };

    private static bool IsChoice(JsonObject schema) =>
        schema["enum"] is JsonArray { Count: > 1 } && schema["type"] is JsonValue type && type.GetValue<string>() == "string";

    /// <summary>A member's name as a part of a component's. An <c>error</c> inside an error needs another word.</summary>
    private static string WordOf(string member, string ofError) => ComponentNames.OfWords(member) is var word && word == "Error" ? ofError : word;

    private static string Singular(string member) => member.EndsWith('s') && !member.EndsWith("ss", StringComparison.Ordinal) ? member[..^1] : member;
}
