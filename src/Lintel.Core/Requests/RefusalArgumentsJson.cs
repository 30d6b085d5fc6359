using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lintel.Requests;

/// <summary>
/// Writes the public arguments of refusals as JSON objects, one after the other into the same buffer: a writer and a buffer for each would be most of
/// what a log line of a refusal costs. Not for several threads at once.
/// </summary>
internal sealed class RefusalArgumentsJson : IDisposable
{
    /// <summary>The most bytes of an object; longer ones are left out.</summary>
    public const int MaxLength = 4_000;

    private const string NotKept = "(not kept)";

    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private readonly Utf8JsonWriter _writer;
    private Refusal? _last;

    /// <summary>Makes the writer.</summary>
    public RefusalArgumentsJson() => _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The arguments as an object in UTF-8; empty where there are none, or where one of them cannot be told. Holds until the next call.</summary>
    public ReadOnlySpan<byte> Write(Refusal? refusal)
    {
        if (refusal is null || refusal.Arguments.Count == 0)
        {
            return [];
        }

        // Who is over a limit gets the very refusal of the call before; it still stands in the buffer.
        if (!ReferenceEquals(refusal, _last))
        {
            _last = TryWriteObject(refusal) ? refusal : null;
        }

        // A cut object would be no JSON; what is so long is not worth a line's weight.
        return _last is not null && _buffer.WrittenCount <= MaxLength ? _buffer.WrittenSpan : [];
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // Arguments are objects of the application. One that fails to tell what it is must not keep the log from writing the line.
    private bool TryWriteObject(Refusal refusal)
    {
        try
        {
            WriteObject(refusal);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void WriteObject(Refusal refusal)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        for (var i = 0; i < refusal.Arguments.Count; i++)
        {
            var argument = refusal.Arguments[i];
            _writer.WritePropertyName(argument.Name);
            Write(argument.IsPersonal ? NotKept : argument.Value);
        }

        _writer.WriteEndObject();
        _writer.Flush();
    }

    private void Write(object? value)
    {
        switch (value)
        {
            case null:
                _writer.WriteNullValue();
                break;
            case bool truth:
                _writer.WriteBooleanValue(truth);
                break;
            case int or long or short or byte:
                _writer.WriteNumberValue(Convert.ToInt64(value));
                break;
            case decimal number:
                _writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                _writer.WriteNumberValue(number);
                break;
            case IReadOnlyList<string> texts:
                WriteList(texts);
                break;
            default:
                _writer.WriteStringValue(Convert.ToString(value));
                break;
        }
    }

    private void WriteList(IReadOnlyList<string> texts)
    {
        _writer.WriteStartArray();
        for (var i = 0; i < texts.Count; i++)
        {
            _writer.WriteStringValue(texts[i]);
        }

        _writer.WriteEndArray();
    }
}
