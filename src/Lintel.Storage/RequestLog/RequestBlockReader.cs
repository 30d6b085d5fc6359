using System.Text;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>Reads the lines of a block one after the other, and makes an entry only of the one that is wanted.</summary>
internal sealed class RequestBlockReader(RequestBlock block) : IDisposable
{
    private readonly BinaryReader _reader = new(new MemoryStream(block.Lines, writable: false), Encoding.UTF8);
    private readonly long[] _fields = new long[LineFields.Values];
    private int _read;
    private byte[] _id = new byte[256];
    private int _idLength;
    private (int Start, int Length) _arguments;
    private long _duration;
    private int _traceStart;
    private int _spanStart;
    private int _compared;
    private bool _isShadow;

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

    /// <summary>The request id in UTF-8. Holds until the next line.</summary>
    public ReadOnlySpan<byte> Id => _id.AsSpan(0, _idLength);

    /// <summary>Goes to the next line.</summary>
    /// <returns>False where there is none.</returns>
    public bool MoveNext()
    {
        if (_read == block.Requests)
        {
            return false;
        }

        _read++;
        var differing = _reader.ReadUInt16();
        Ticks += ReadSigned();
        Count += ReadSigned();
        ReadId();
        _duration = _reader.Read7BitEncodedInt64();
        for (var field = 0; field < LineFields.Values; field++)
        {
            if (IsSet(differing, field))
            {
                _fields[field] = field < LineFields.Texts ? ReadText() : _reader.Read7BitEncodedInt64();
            }
        }

        _arguments = IsSet(differing, LineFields.Arguments) ? ReadArguments() : default;
        (_traceStart, _spanStart, _compared, _isShadow) = IsSet(differing, LineFields.More) ? ReadMore() : default;
        return true;
    }

    /// <summary>Whether the line is one that a search is about; its place among the pages is not looked at.</summary>
    public bool Matches(RequestLogQuery query) =>
        (query.Status is null || query.Status == NumberOf(LineFields.Status))
        && (query.IsShadow is null || query.IsShadow == _isShadow)
        && (query.From is null || Ticks >= query.From.Value.UtcTicks)
        && (query.To is null || Ticks < query.To.Value.UtcTicks)
        && Is(LineFields.Api, query.Api)
        && Is(LineFields.Account, query.AccountId)
        && Is(LineFields.Key, query.KeyId)
        && Is(LineFields.Method, query.Method)
        && Is(LineFields.Code, query.Code)
        && IsTrace(query.TraceId)
        && IsRoute(query.Route);

    /// <summary>The line.</summary>
    public RequestLogEntry ToEntry() => new(
        Encoding.UTF8.GetString(Id),
        Columns.ToMoment(Ticks),
        TextOf(LineFields.Api)!,
        TextOf(LineFields.Operation),
        TextOf(LineFields.Method)!,
        TextOf(LineFields.Route)!,
        (int)NumberOf(LineFields.Status),
        TextOf(LineFields.Code),
        TextOf(LineFields.Condition),
        _arguments.Length == 0 ? null : Encoding.UTF8.GetString(block.Lines, _arguments.Start, _arguments.Length),
        TextOf(LineFields.Cause),
        TextOf(LineFields.Key),
        TextOf(LineFields.Account),
        TextOf(LineFields.Address),
        _duration,
        NumberOf(LineFields.RequestBytes),
        NumberOf(LineFields.ResponseBytes),
        TextOf(LineFields.InboundId),
        _isShadow,
        _traceStart == 0 ? null : Convert.ToHexStringLower(block.Lines, _traceStart, LineFields.TraceIdLength),
        _spanStart == 0 ? null : Convert.ToHexStringLower(block.Lines, _spanStart, LineFields.SpanIdLength),
        _compared == LineFields.None ? null : Texts[_compared - LineFields.First]);

    /// <summary>The line's text in one of the fields that are texts; null where it has none.</summary>
    public string? TextOf(int field) => _fields[field] < LineFields.First ? null : Texts[(int)_fields[field] - LineFields.First];

    /// <summary>The line's number in one of the fields that are numbers.</summary>
    public long NumberOf(int field) => _fields[field];

    public void Dispose() => _reader.Dispose();

    private static bool IsSet(int differing, int field) => (differing & (1 << field)) != 0;

    private bool Is(int field, string? wanted) => wanted is null || string.Equals(wanted, TextOf(field), StringComparison.Ordinal);

    private bool IsTrace(string? wanted) => wanted is null
        || (_traceStart != 0 && Convert.ToHexStringLower(block.Lines, _traceStart, LineFields.TraceIdLength).Equals(wanted, StringComparison.Ordinal));

    private bool IsRoute(string? wanted) => wanted is not null && wanted.EndsWith('*')
        ? TextOf(LineFields.Route)!.AsSpan().StartsWith(wanted.AsSpan(0, wanted.Length - 1), StringComparison.Ordinal)
        : Is(LineFields.Route, wanted);

    private void ReadId()
    {
        var alike = _reader.Read7BitEncodedInt();
        var (start, length) = Skip(_reader.Read7BitEncodedInt());
        _idLength = alike + length;
        if (_idLength > _id.Length)
        {
            Array.Resize(ref _id, _idLength);
        }

        block.Lines.AsSpan(start, length).CopyTo(_id.AsSpan(alike));
    }

    private (int TraceStart, int SpanStart, int Compared, bool IsShadow) ReadMore()
    {
        var has = _reader.ReadByte();
        var trace = (has & LineFields.TraceId) != 0 ? Skip(LineFields.TraceIdLength).Start : 0;
        var span = (has & LineFields.SpanId) != 0 ? Skip(LineFields.SpanIdLength).Start : 0;
        return (trace, span, (has & LineFields.Compared) != 0 ? ReadText() : LineFields.None, (has & LineFields.Shadow) != 0);
    }

    private int ReadText()
    {
        var number = _reader.Read7BitEncodedInt();
        if (number != LineFields.New)
        {
            return number;
        }

        Texts.Add(_reader.ReadString());
        return LineFields.First + Texts.Count - 1;
    }

    private (int Start, int Length) ReadArguments()
    {
        var length = _reader.Read7BitEncodedInt();
        if (length == LineFields.LastArguments)
        {
            return LastArguments;
        }

        return LastArguments = Skip(length);
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
