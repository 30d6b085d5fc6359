using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lintel.Shared;

/// <summary>Makes the options by which success bodies are written.</summary>
public static class WireJson
{
    /// <summary>Makes options that escape what JSON needs escaped and nothing more: bodies are read by programs and never pasted into a page.</summary>
    /// <param name="naming">How members are spelled.</param>
    /// <param name="types">The types known at build time; null for any.</param>
    public static JsonSerializerOptions Named(JsonNamingPolicy naming, IJsonTypeInfoResolver? types = null) => new()
    {
        TypeInfoResolver = types,
        PropertyNamingPolicy = naming,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
