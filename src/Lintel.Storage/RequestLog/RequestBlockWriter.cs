using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// Packs lines of the request log into a block of at most 64 KB, which takes a fraction of the space and time of a row with indexes for each
/// (docs/performance.md). What is as in the line before is not written; each text is written once, where it comes first, and is a number from then on;
/// moments are the time since the line before. Kept and filled again, so that a line leaves no garbage.
/// </summary>
internal sealed class RequestBlockWriter : IDisposable
{
    /// <summary>The most bytes of a block. What is read of one lies below the size from which on .NET keeps arrays apart (85,000).</summary>
    public const int Capacity = 64 * 1024;

    private const int SmallestPadded = 512;
    private const int Page = 4096;
    private const int MostBytesOfNumbers = 200;
    private const int MostBytesOfCharacter = 3;

    private readonly MemoryStream _stream = new(Capacity);
    private readonly BinaryWriter _writer;
    private readonly RefusalArgumentsJson _json = new();
    private readonly TrailWriter _trails = new();
    private readonly char[] _trailLine = new char[TrailWriter.MaxLength];
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<IPAddress, string> _addresses = [];
    private readonly string?[] _recentTexts = new string?[LineFields.Texts];
    private readonly long[] _recentNumbers = new long[LineFields.Values];
    private readonly Dictionary<int, byte[]> _padded = [];
    private (IPAddress? Address, string? Text) _recentAddress;
    private byte[] _id = new byte[256];
    private byte[] _recentId = new byte[256];
    private int _recentIdLength;
    private (int Start, int Length) _lastArguments;
    private long _ticks;
    private long _count;

    public RequestBlockWriter() => _writer = new BinaryWriter(_stream, Encoding.UTF8);

    /// <summary>How many lines the block has.</summary>
    public int Requests { get; private set; }

    /// <summary>How many of them have a status of 400 or more.</summary>
    public int Failures { get; private set; }

    /// <summary>The lowest number of a line.</summary>
    public long FirstSequence { get; private set; }

    /// <summary>The highest number of a line.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Begins an empty block.</summary>
    public void Clear()
    {
        (Requests, Failures, FirstSequence, LastSequence) = (0, 0, long.MaxValue, 0);
        (_ticks, _count) = (0, 0);
        (_lastArguments, _recentIdLength) = ((0, 0), 0);
        _stream.SetLength(0);
        _texts.Clear();
        _addresses.Clear();
        _recentAddress = default;
        Array.Clear(_recentTexts);
        Array.Clear(_recentNumbers);
    }

    /// <summary>Goes on with a block that was written before.</summary>
    public void Continue(RequestBlock block)
    {
        Clear();
        using var reader = new RequestBlockReader(block);
        while (reader.MoveNext())
        {
            // Only to learn the texts and where the lines end.
        }

        (Requests, Failures, FirstSequence, LastSequence) = (block.Requests, block.Failures, block.FirstSequence, block.LastSequence);
        (_ticks, _count) = (reader.Ticks, reader.Count);
        _lastArguments = reader.LastArguments;
        _recentId = reader.Id.ToArray();
        _recentIdLength = _recentId.Length;
        for (var i = 0; i < reader.Texts.Count; i++)
        {
            _texts.TryAdd(reader.Texts[i], i);
        }

        for (var field = 0; field < LineFields.Texts; field++)
        {
            _recentTexts[field] = reader.TextOf(field);
        }

        for (var field = LineFields.Texts; field < LineFields.Values; field++)
        {
            _recentNumbers[field] = reader.NumberOf(field);
        }

        _stream.Write(block.Lines, 0, reader.Position);
    }

    /// <summary>Adds a line.</summary>
    /// <param name="record">The record.</param>
    /// <param name="count">How many requests were logged before it.</param>
    /// <returns>False where the block has no room for it; an empty block has room for every record.</returns>
    public bool TryAdd(in RequestRecord record, long count)
    {
        var arguments = _json.Write(record.Refusal);
        var cause = RequestLogEntries.CauseOf(record.Refusal);
        var trail = _trails.Write(record);
        if (Requests > 0 && _stream.Length + BoundOf(record, arguments.Length + (2 * trail.Length), cause) > Capacity)
        {
            return false;
        }

        WriteLine(record, count, record.Refusal?.Condition?.Name, arguments, cause, trail);
        var sequence = RequestSequence.Of(record.At, count);
        Requests++;
        Failures += record.Status >= 400 || record.Refusal is not null ? 1 : 0;
        FirstSequence = Math.Min(FirstSequence, sequence);
        LastSequence = Math.Max(LastSequence, sequence);
        return true;
    }

    /// <summary>Adds a line of a block that is written anew, however many bytes the block has then: what is erased of it only makes it smaller.</summary>
    /// <param name="entry">The line as it is to be.</param>
    /// <param name="count">How many requests were logged before it.</param>
    public void AddStored(RequestLogEntry entry, long count)
    {
        var record = new RequestRecord
        {
            Id = entry.Id,
            At = entry.At,
            Api = entry.Api,
            Operation = entry.Operation,
            Method = entry.Method,
            Route = entry.Route,
            Status = entry.Status,
            Code = entry.Code,
            KeyId = entry.KeyId,
            AccountId = entry.AccountId,
            Address = entry.Address is { } address ? IPAddress.Parse(address) : null,
            Duration = TimeSpan.FromMicroseconds(entry.DurationMicroseconds),
            RequestBytes = entry.RequestBytes,
            ResponseBytes = entry.ResponseBytes,
            InboundId = entry.InboundId,
            IsShadow = entry.IsShadow,
            TraceId = entry.TraceId,
            SpanId = entry.SpanId,
            Compared = entry.Compared,
            ApplicationId = entry.ApplicationId,
        };
        WriteLine(record, count, entry.Condition, BytesOf(entry.Arguments), entry.Cause, BytesOf(entry.Trail));
        Requests++;
    }

    /// <summary>
    /// The lines, filled up with zeros to whole pages of the database, or to a power of two below one. The array is one of a few that are kept, a size each:
    /// one that fitted exactly would have to be made for every block. Holds until the next call.
    /// </summary>
    public byte[] ToPadded()
    {
        var length = (int)_stream.Length;
        var size = length <= Page
            ? Math.Max(SmallestPadded, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length))
            : (length + Page - 1) / Page * Page;
        if (!_padded.TryGetValue(size, out var padded))
        {
            _padded[size] = padded = new byte[size];
        }

        _stream.GetBuffer().AsSpan(0, length).CopyTo(padded);
        padded.AsSpan(length).Clear();
        return padded;
    }

    public void Dispose()
    {
        _json.Dispose();
        _trails.Dispose();
        _writer.Dispose();
        _stream.Dispose();
    }

    private static byte[] BytesOf(string? text) => Encoding.UTF8.GetBytes(text ?? string.Empty);

    private static int BoundOf(in RequestRecord record, int bytes, string? cause) => MostBytesOfNumbers + bytes + (MostBytesOfCharacter * (
        record.Id.Length + record.Api.Length + record.Method.Length + record.Route.Length + (record.Operation?.Length ?? 0) + (record.Code?.Length ?? 0)
        + (record.Refusal?.Condition?.Name.Length ?? 0)
        + (record.KeyId?.Length ?? 0)
        + (record.AccountId?.Length ?? 0)
        + (record.InboundId?.Length ?? 0)
        + (cause?.Length ?? 0)
        + (record.Compared?.Length ?? 0)
        + (record.ApplicationId?.Length ?? 0)));

    // RequestBlockReader reads in the same order.
    private void WriteLine(
        in RequestRecord record, long count, string? condition, ReadOnlySpan<byte> arguments, string? cause, ReadOnlySpan<byte> trail)
    {
        var start = (int)_stream.Position;
        var ticks = record.At.UtcTicks;
        _writer.Write((ushort)0);
        WriteSigned(ticks - _ticks);
        WriteSigned(count - _count);
        (_ticks, _count) = (ticks, count);
        WriteId(record.Id);
        _writer.Write7BitEncodedInt64(RequestLogEntries.MicrosecondsOf(record.Duration));
        var differing = WriteText(LineFields.Api, record.Api)
            | WriteText(LineFields.Operation, record.Operation)
            | WriteText(LineFields.Method, record.Method)
            | WriteText(LineFields.Route, record.Route)
            | WriteText(LineFields.Code, record.Code)
            | WriteText(LineFields.Condition, condition)
            | WriteText(LineFields.Cause, cause)
            | WriteText(LineFields.Key, record.KeyId)
            | WriteText(LineFields.Account, record.AccountId)
            | WriteText(LineFields.Address, TextOf(record.Address))
            | WriteText(LineFields.InboundId, record.InboundId)
            | WriteNumber(LineFields.Status, record.Status)
            | WriteNumber(LineFields.RequestBytes, record.RequestBytes)
            | WriteNumber(LineFields.ResponseBytes, record.ResponseBytes)
            | WriteArguments(arguments)
            | WriteMore(record, trail);
        BinaryPrimitives.WriteUInt16LittleEndian(_stream.GetBuffer().AsSpan(start), (ushort)differing);
    }

    // Ids count up, so that they begin alike: how many bytes are as before, and the rest.
    private void WriteId(string id)
    {
        var most = Encoding.UTF8.GetMaxByteCount(id.Length);
        if (most > _id.Length)
        {
            _id = new byte[most];
        }

        var utf8 = _id.AsSpan(0, Encoding.UTF8.GetBytes(id, _id));
        var alike = utf8.CommonPrefixLength(_recentId.AsSpan(0, _recentIdLength));
        _writer.Write7BitEncodedInt(alike);
        _writer.Write7BitEncodedInt(utf8.Length - alike);
        _writer.Write(utf8[alike..]);
        (_id, _recentId, _recentIdLength) = (_recentId, _id, utf8.Length);
    }

    private int WriteArguments(ReadOnlySpan<byte> arguments)
    {
        if (arguments.IsEmpty)
        {
            return 0;
        }

        if (arguments.SequenceEqual(_stream.GetBuffer().AsSpan(_lastArguments.Start, _lastArguments.Length)))
        {
            _writer.Write7BitEncodedInt(LineFields.LastArguments);
        }
        else
        {
            _writer.Write7BitEncodedInt(arguments.Length);
            _lastArguments = ((int)_stream.Position, arguments.Length);
            _writer.Write(arguments);
        }

        return 1 << LineFields.Arguments;
    }

    private int WriteMore(in RequestRecord record, ReadOnlySpan<byte> trail)
    {
        Span<byte> trace = stackalloc byte[LineFields.TraceIdLength];
        Span<byte> span = stackalloc byte[LineFields.SpanIdLength];
        var isTraced = IsHex(record.TraceId, trace);
        var hasSpan = isTraced && IsHex(record.SpanId, span);
        if (!isTraced && trail.IsEmpty && record is { Compared: null, IsShadow: false, ApplicationId: null })
        {
            return 0;
        }

        _writer.Write((byte)(
            (isTraced ? LineFields.TraceId : 0)
            | (hasSpan ? LineFields.SpanId : 0)
            | (record.Compared is null ? 0 : LineFields.Compared)
            | (record.IsShadow ? LineFields.Shadow : 0)
            | (record.ApplicationId is null ? 0 : LineFields.Application)
            | (trail.IsEmpty ? 0 : LineFields.Trail)));
        if (isTraced)
        {
            _writer.Write(trace);
        }

        if (hasSpan)
        {
            _writer.Write(span);
        }

        WriteWhereKnown(record.Compared);
        WriteWhereKnown(record.ApplicationId);
        WriteTrail(trail);
        return 1 << LineFields.More;
    }

    private void WriteWhereKnown(string? text)
    {
        if (text is not null)
        {
            WriteText(text);
        }
    }

    private void WriteTrail(ReadOnlySpan<byte> trail)
    {
        if (trail.IsEmpty)
        {
            return;
        }

        _writer.Write7BitEncodedInt(trail.Count((byte)'\n') + 1);
        foreach (var line in trail.Split((byte)'\n'))
        {
            WriteText(_trailLine.AsSpan(0, Encoding.UTF8.GetChars(trail[line], _trailLine)));
        }
    }

    // Lines of trails repeat among requests, and those that do are not made again.
    private void WriteText(ReadOnlySpan<char> text)
    {
        if (_texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var number))
        {
            _writer.Write7BitEncodedInt(LineFields.First + number);
        }
        else
        {
            WriteText(text.ToString());
        }
    }

    private static bool IsHex(string? id, Span<byte> bytes) =>
        id is not null && Convert.FromHexString(id, bytes, out _, out var written) == OperationStatus.Done && written == bytes.Length;

    private int WriteNumber(int field, long value)
    {
        if (_recentNumbers[field] == value)
        {
            return 0;
        }

        _recentNumbers[field] = value;
        _writer.Write7BitEncodedInt64(value);
        return 1 << field;
    }

    // Nearly always it is the very object of the line before, which takes no look at its characters.
    private int WriteText(int field, string? text)
    {
        if (string.Equals(_recentTexts[field], text, StringComparison.Ordinal))
        {
            return 0;
        }

        _recentTexts[field] = text;
        WriteText(text);
        return 1 << field;
    }

    private void WriteText(string? text)
    {
        if (text is null)
        {
            _writer.Write7BitEncodedInt(LineFields.None);
        }
        else if (_texts.TryGetValue(text, out var number))
        {
            _writer.Write7BitEncodedInt(LineFields.First + number);
        }
        else
        {
            _texts.Add(text, _texts.Count);
            _writer.Write7BitEncodedInt(LineFields.New);
            _writer.Write(text);
        }
    }

    private string? TextOf(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        if (address.Equals(_recentAddress.Address))
        {
            return _recentAddress.Text;
        }

        if (!_addresses.TryGetValue(address, out var text))
        {
            _addresses[address] = text = address.ToString();
        }

        _recentAddress = (address, text);
        return text;
    }

    private void WriteSigned(long value) => _writer.Write7BitEncodedInt64((value << 1) ^ (value >> 63));
}
