using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>
/// Identifies an event's body as it was sent, whatever the order of its members and the notation of its texts. Values that are filled in, such as the time,
/// do not count: the retry of a call gets others.
/// </summary>
internal static class EventFingerprint
{
    private static readonly string[] Members =
    [
        "currency", "event_id", "goal_name", "metadata", "name", "path", "referrer", "session_id", "timestamp", "value", "visitor_id", "website_id",
    ];

    /// <summary>Computes the fingerprint of a body: SHA-256 in lower-case hexadecimal.</summary>
    public static string Of(FieldReader fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in Members)
            {
                if (fields.Json(member) is { } value)
                {
                    writer.WritePropertyName(member);
                    Write(writer, value);
                }
            }

            writer.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
