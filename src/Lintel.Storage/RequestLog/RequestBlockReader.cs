using System.Text;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>Reads the lines of a block one after the other, and makes an entry only of the one that is wanted.</summary>
internal sealed class RequestBlockReader(RequestBlock block) : IRequestLine, IDisposable
{
    private readonly BinaryReader _reader = new(new MemoryStream(block.Lines, writable: false), Encoding.UTF8);
    private readonly List<int> _trail = [];
    private readonly long[] _fields = new long[LineFields.Values];
    private int _read;
    private byte[] _id = new byte[256];
    private int _idLength;
    private (int Start, int Length) _arguments;
    private int _traceStart;
    private int _spanStart;
    private int _compared;
    private int _application;

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

    public DateTimeOffset At => Columns.ToMoment(Ticks);

    public string Api => TextOf(LineFields.Api)!;

    public string? Operation => TextOf(LineFields.Operation);

    public string Method => TextOf(LineFields.Method)!;

    public string Route => TextOf(LineFields.Route)!;

    public int Status => (int)NumberOf(LineFields.Status);

    public string? Code => TextOf(LineFields.Code);

    public string? Condition => TextOf(LineFields.Condition);

    public string? KeyId => TextOf(LineFields.Key);

    public string? AccountId => TextOf(LineFields.Account);

    public string? ApplicationId => TextAt(_application);

    public string? Address => TextOf(LineFields.Address);

    public long DurationMicroseconds { get; private set; }

    public string? InboundId => TextOf(LineFields.InboundId);

    public bool IsShadow { get; private set; }

    public string? TraceId => _traceStart == 0 ? null : Convert.ToHexStringLower(block.Lines, _traceStart, LineFields.TraceIdLength);

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
        DurationMicroseconds = _reader.Read7BitEncodedInt64();
        for (var field = 0; field < LineFields.Values; field++)
        {
            if (IsSet(differing, field))
            {
                _fields[field] = field < LineFields.Texts ? ReadText() : _reader.Read7BitEncodedInt64();
            }
        }

        _arguments = IsSet(differing, LineFields.Arguments) ? ReadArguments() : default;
        ReadMore(IsSet(differing, LineFields.More) ? _reader.ReadByte() : default);
        return true;
    }

    /// <summary>The line.</summary>
    public RequestLogEntry ToEntry() => new()
    {
        Id = Encoding.UTF8.GetString(Id),
        At = At,
        Api = Api,
        Operation = Operation,
        Method = Method,
        Route = Route,
        Status = Status,
        Code = Code,
        Condition = Condition,
        Arguments = _arguments.Length == 0 ? null : Encoding.UTF8.GetString(block.Lines, _arguments.Start, _arguments.Length),
        Cause = TextOf(LineFields.Cause),
        KeyId = KeyId,
        AccountId = AccountId,
        Address = Address,
        DurationMicroseconds = DurationMicroseconds,
        RequestBytes = NumberOf(LineFields.RequestBytes),
        ResponseBytes = NumberOf(LineFields.ResponseBytes),
        InboundId = InboundId,
        IsShadow = IsShadow,
        TraceId = TraceId,
        SpanId = _spanStart == 0 ? null : Convert.ToHexStringLower(block.Lines, _spanStart, LineFields.SpanIdLength),
        Compared = TextAt(_compared),
        ApplicationId = ApplicationId,
        Trail = _trail.Count == 0 ? null : string.Join('\n', _trail.Select(TextAt)),
    };

    /// <summary>The line's text in one of the fields that are texts; null where it has none.</summary>
    public string? TextOf(int field) => TextAt((int)_fields[field]);

    /// <summary>The line's number in one of the fields that are numbers.</summary>
    public long NumberOf(int field) => _fields[field];

    public void Dispose() => _reader.Dispose();

    private static bool IsSet(int differing, int field) => (differing & (1 << field)) != 0;

    private string? TextAt(int number) => number < LineFields.First ? null : Texts[number - LineFields.First];

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

    private void ReadMore(byte has)
    {
        _traceStart = (has & LineFields.TraceId) != 0 ? Skip(LineFields.TraceIdLength).Start : 0;
        _spanStart = (has & LineFields.SpanId) != 0 ? Skip(LineFields.SpanIdLength).Start : 0;
        _compared = (has & LineFields.Compared) != 0 ? ReadText() : LineFields.None;
        IsShadow = (has & LineFields.Shadow) != 0;
        _application = (has & LineFields.Application) != 0 ? ReadText() : LineFields.None;
        _trail.Clear();
        for (var lines = (has & LineFields.Trail) != 0 ? _reader.Read7BitEncodedInt() : 0; lines > 0; lines--)
        {
            _trail.Add(ReadText());
        }
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
