using System.Text;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>Reads the lines of a block one after the other, and makes an entry only of the one that is wanted.</summary>
internal sealed class RequestBlockReader(RequestBlock block) : IDisposable
{
    private readonly BinaryReader _reader = new(new MemoryStream(block.Lines, writable: false), Encoding.UTF8);
    private readonly int[] _fields = new int[TextFields.Count];
    private int _read;
    private int _idStart;
    private int _idLength;
    private (int Start, int Length) _arguments;
    private int _status;
    private long _duration;
    private long _requestBytes;
    private long _responseBytes;

    /// <summary>The texts that came so far, by number.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Where the arguments stand that came last.</summary>
    public (int Start, int Length) LastArguments { get; private set; }

    /// <summary>Where the line ends.</summary>
    public int Position => (int)_reader.BaseStream.Position;

    /// <summary>When the request began, in ticks of UTC.</summary>
    public long Ticks { get; private set; }

    /// <summary>How many requests were logged before it.</summary>
    public long Count { get; private set; }

    /// <summary>The line's number.</summary>
    public long Sequence => RequestSequence.Of(Columns.ToMoment(Ticks), Count);

    /// <summary>The request id in UTF-8.</summary>
    public ReadOnlySpan<byte> Id => block.Lines.AsSpan(_idStart, _idLength);

    /// <summary>Goes to the next line.</summary>
    /// <returns>False where there is none.</returns>
    public bool MoveNext()
    {
        if (_read == block.Requests)
        {
            return false;
        }

        _read++;
        Ticks += ReadSigned();
        Count += ReadSigned();
        (_idStart, _idLength) = Skip(_reader.Read7BitEncodedInt());
        ReadText(TextFields.Api);
        ReadText(TextFields.Operation);
        ReadText(TextFields.Method);
        ReadText(TextFields.Route);
        _status = _reader.Read7BitEncodedInt();
        ReadText(TextFields.Code);
        ReadText(TextFields.Condition);
        _arguments = ReadArguments();
        ReadText(TextFields.Cause);
        ReadText(TextFields.Key);
        ReadText(TextFields.Account);
        ReadText(TextFields.Address);
        _duration = _reader.Read7BitEncodedInt64();
        _requestBytes = _reader.Read7BitEncodedInt64();
        _responseBytes = _reader.Read7BitEncodedInt64();
        ReadText(TextFields.InboundId);
        return true;
    }

    /// <summary>Whether the line is one that a search is about; its place among the pages is not looked at.</summary>
    public bool Matches(RequestLogQuery query) =>
        (query.Status is null || query.Status == _status)
        && (query.From is null || Ticks >= query.From.Value.UtcTicks)
        && (query.To is null || Ticks < query.To.Value.UtcTicks)
        && Is(TextFields.Api, query.Api)
        && Is(TextFields.Account, query.AccountId)
        && Is(TextFields.Method, query.Method)
        && Is(TextFields.Code, query.Code)
        && IsRoute(query.Route);

    /// <summary>The line.</summary>
    public RequestLogEntry ToEntry() => new(
        Encoding.UTF8.GetString(Id),
        Columns.ToMoment(Ticks),
        TextOf(TextFields.Api)!,
        TextOf(TextFields.Operation),
        TextOf(TextFields.Method)!,
        TextOf(TextFields.Route)!,
        _status,
        TextOf(TextFields.Code),
        TextOf(TextFields.Condition),
        _arguments.Length == 0 ? null : Encoding.UTF8.GetString(block.Lines, _arguments.Start, _arguments.Length),
        TextOf(TextFields.Cause),
        TextOf(TextFields.Key),
        TextOf(TextFields.Account),
        TextOf(TextFields.Address),
        _duration,
        _requestBytes,
        _responseBytes,
        TextOf(TextFields.InboundId));

    public void Dispose() => _reader.Dispose();

    private string? TextOf(int field) => _fields[field] < TextFields.First ? null : Texts[_fields[field] - TextFields.First];

    private bool Is(int field, string? wanted) => wanted is null || string.Equals(wanted, TextOf(field), StringComparison.Ordinal);

    private bool IsRoute(string? wanted) => wanted is not null && wanted.EndsWith('*')
        ? TextOf(TextFields.Route)!.AsSpan().StartsWith(wanted.AsSpan(0, wanted.Length - 1), StringComparison.Ordinal)
        : Is(TextFields.Route, wanted);

    private void ReadText(int field)
    {
        var number = _reader.Read7BitEncodedInt();
        if (number == TextFields.New)
        {
            number = TextFields.First + Texts.Count;
            Texts.Add(_reader.ReadString());
        }

        _fields[field] = number;
    }

    private (int Start, int Length) ReadArguments()
    {
        var length = _reader.Read7BitEncodedInt();
        if (length == TextFields.LastArguments)
        {
            return LastArguments;
        }

        var arguments = Skip(length);
        LastArguments = length == 0 ? LastArguments : arguments;
        return arguments;
    }

    private (int Start, int Length) Skip(int length)
    {
        var start = Position;
        _reader.BaseStream.Position = start + length;
        return (start, length);
    }

    private long ReadSigned()
    {
        var value = _reader.Read7BitEncodedInt64();
        return (long)((ulong)value >> 1) ^ -(value & 1);
    }
}
