using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lintel.Requests;

/// <summary>
/// Writes trails as lines of text, one after the other into the same buffer: first how far the request came, such as <c>refused scope</c>, then a line for each
/// stage that has compared something, its word and a JSON object. Lines that repeat among requests stand once in a block of the log. Not thread-safe.
/// </summary>
internal sealed class TrailWriter : IDisposable
{
    /// <summary>The most bytes of a trail; stages that do not fit are left out.</summary>
    public const int MaxLength = 4_000;

    /// <summary>The most items of a list; it ends with the number of the others.</summary>
    public const int MostItems = 10;

    private const int LongestText = 128;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;
    private int _length;
    private string? _stage;

    /// <summary>Makes the writer.</summary>
    public TrailWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The trail of a record in UTF-8; empty for none. Holds until the next call.</summary>
    public ReadOnlySpan<byte> Write(in RequestRecord record)
    {
        _buffer.ResetWrittenCount();
        (_length, _stage) = (0, null);
        try
        {
            record.Trail.Format?.Write(record, this);
        }
        catch (Exception exception)
        {
            // Names and values may be the application's. One that cannot be told must not keep the log from writing the line, which says so in its place.
            NoteFailure(exception);
        }

        return _buffer.WrittenSpan[.._length];
    }

    private void NoteFailure(Exception exception)
    {
        if (_stage is not { } stage)
        {
            return;
        }

        var whole = _buffer.WrittenSpan[.._length].ToArray();
        _buffer.ResetWrittenCount();
        _buffer.Write(whole);
        BeginStage(stage);
        _json.WriteString("notTold", exception.GetType().Name);
        EndStage();
    }

    /// <summary>Writes how far the request came.</summary>
    /// <param name="outcome">A word for the outcome.</param>
    /// <param name="stage">The stage that it ended at; null where all of them have passed.</param>
    public void Begin(string outcome, string? stage)
    {
        Append(outcome);
        if (stage is not null)
        {
            Append(" ");
            Append(stage);
        }

        _length = _buffer.WrittenCount;
    }

    /// <summary>Begins the values of a stage.</summary>
    public void BeginStage(string word)
    {
        _stage = word;
        Append("\n");
        Append(word);
        Append(" ");
        _json.Reset();
        _json.WriteStartObject();
    }

    /// <summary>Ends the values of a stage, which is left out where the trail has no room for it.</summary>
    public void EndStage()
    {
        _json.WriteEndObject();
        _json.Flush();
        _stage = null;
        if (_buffer.WrittenCount <= MaxLength)
        {
            _length = _buffer.WrittenCount;
        }
    }

    /// <summary>Writes a text, cut to 128 characters.</summary>
    public void Text(string name, string? value) => _json.WriteString(name, Cut(value));

    /// <summary>Writes true or false.</summary>
    public void Flag(string name, bool value) => _json.WriteBoolean(name, value);

    /// <summary>Writes a number.</summary>
    public void Number(string name, long value) => _json.WriteNumber(name, value);

    /// <summary>Writes a moment; null for none.</summary>
    public void Moment(string name, DateTimeOffset? value)
    {
        if (value is { } moment)
        {
            _json.WriteString(name, moment);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    /// <summary>Writes a list of texts.</summary>
    public void Texts(string name, IReadOnlyList<string> values)
    {
        _json.WriteStartArray(name);
        for (var i = 0; i < Math.Min(values.Count, MostItems); i++)
        {
            _json.WriteStringValue(Cut(values[i]));
        }

        if (values.Count > MostItems)
        {
            _json.WriteStringValue($"and {values.Count - MostItems} more");
        }

        _json.WriteEndArray();
    }

    /// <summary>Begins a list of objects.</summary>
    public void BeginList(string name) => _json.WriteStartArray(name);

    /// <summary>Begins an object of the list.</summary>
    public void BeginItem() => _json.WriteStartObject();

    /// <summary>Ends an object of the list.</summary>
    public void EndItem() => _json.WriteEndObject();

    /// <summary>Ends the list.</summary>
    public void EndList() => _json.WriteEndArray();

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private static ReadOnlySpan<char> Cut(string? text) => text is { Length: > LongestText } ? text.AsSpan(0, LongestText) : text;

    private void Append(string ascii) => Encoding.UTF8.GetBytes(ascii.AsSpan(), _buffer);
}
