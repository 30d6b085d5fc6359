using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;

namespace Lintel.Management.Idempotency;

/// <summary>
/// Tells whether two requests ask for the same: method, path, and what was read from the body. White space and the order of members do not matter. It is kept
/// inside the sealed answer only, since a body may hold a password.
/// </summary>
internal static class RequestFingerprint
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new NetworkConverter() } };

    /// <summary>32 bytes.</summary>
    public static byte[] Of(ApiCall call)
    {
        var request = call.Http.Request;
        var body = call.Body<object>();
        return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new object?[] { request.Method, request.Path.Value, body }, Options));
    }

    private sealed class NetworkConverter : JsonConverter<IPNetwork>
    {
        public override IPNetwork Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => IPNetwork.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, IPNetwork value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
