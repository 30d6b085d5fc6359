using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lintel.Requests;

/// <summary>Makes lines of the request log from records; the same for every store.</summary>
public static class RequestLogEntries
{
    private const int MaxCauseLength = 2_000;
    private const int MaxArgumentsLength = 4_000;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line of a record.</summary>
    public static RequestLogEntry Of(in RequestRecord record) => new(
        record.Id,
        record.At.ToUniversalTime(),
        record.Api,
        record.Operation,
        record.Method,
        record.Route,
        record.Status,
        record.Code,
        record.Refusal?.Condition?.Name,
        ArgumentsOf(record.Refusal),
        CauseOf(record.Refusal),
        record.KeyId,
        record.AccountId,
        record.Address?.ToString(),
        record.Duration.Ticks / TimeSpan.TicksPerMicrosecond,
        record.RequestBytes,
        record.ResponseBytes,
        record.InboundId);

    private static string? ArgumentsOf(Refusal? refusal)
    {
        if (refusal is null || refusal.Arguments.Count == 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            foreach (var argument in refusal.Arguments)
            {
                writer.WritePropertyName(argument.Name);
                Write(writer, argument.Value);
            }

            writer.WriteEndObject();
        }

        // A cut object would be no JSON; what is so long is not worth a line's weight.
        return buffer.WrittenCount <= MaxArgumentsLength ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case int or long or short or byte:
                writer.WriteNumberValue(Convert.ToInt64(value));
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case IEnumerable<string> texts:
                WriteList(writer, texts);
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value));
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable<string> texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static string? CauseOf(Refusal? refusal)
    {
        if (refusal?.Cause is not { } cause)
        {
            return null;
        }

        var text = cause.Exception is { } exception ? $"{exception.GetType().Name}: {cause.Description}" : cause.Description;
        return text.Length <= MaxCauseLength ? text : text[..MaxCauseLength];
    }
}
