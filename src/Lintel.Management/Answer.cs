using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management;

/// <summary>The success bodies of the management API: camel case, members in the order of their declaration, nothing left out.</summary>
internal static class Answer
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static IResult Ok<T>(T body) => Results.Json(body, Options);

    public static IResult Created<T>(T body, string location, string id) => new CreatedAnswer(JsonSerializer.Serialize(body, Options), location, id);
}

/// <summary>A page of a list.</summary>
/// <param name="Data">The items.</param>
/// <param name="Cursor">What to send as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record Page<T>(
    IReadOnlyList<T> Data,
    [Description("Sent back for the next page; null at the end.")] string? Cursor);
