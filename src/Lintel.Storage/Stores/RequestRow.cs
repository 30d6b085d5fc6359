using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>A line of <c>request</c>.</summary>
internal sealed class RequestRow
{
    private const int CountBits = 22;

    public RequestRow()
    {
    }

    public RequestRow(RequestLogEntry entry, long count)
    {
        Seq = FirstSequenceAt(entry.At) + CountIn(count);
        Id = entry.Id;
        At = Columns.FromMoment(entry.At);
        Api = entry.Api;
        Operation = entry.Operation;
        Method = entry.Method;
        Route = entry.Route;
        Status = entry.Status;
        Code = entry.Code;
        Condition = entry.Condition;
        Arguments = entry.Arguments;
        Cause = entry.Cause;
        KeyId = entry.KeyId;
        AccountId = entry.AccountId;
        Address = entry.Address;
        DurationMicroseconds = entry.DurationMicroseconds;
        RequestBytes = entry.RequestBytes;
        ResponseBytes = entry.ResponseBytes;
        InboundId = entry.InboundId;
    }

    public long Seq { get; set; }

    public string Id { get; set; } = string.Empty;

    public long At { get; set; }

    public string Api { get; set; } = string.Empty;

    public string? Operation { get; set; }

    public string Method { get; set; } = string.Empty;

    public string Route { get; set; } = string.Empty;

    public long Status { get; set; }

    public string? Code { get; set; }

    public string? Condition { get; set; }

    public string? Arguments { get; set; }

    public string? Cause { get; set; }

    public string? KeyId { get; set; }

    public string? AccountId { get; set; }

    public string? Address { get; set; }

    public long DurationMicroseconds { get; set; }

    public long RequestBytes { get; set; }

    public long ResponseBytes { get; set; }

    public string? InboundId { get; set; }

    /// <summary>The first number of a moment's millisecond; numbers grow with time.</summary>
    public static long FirstSequenceAt(DateTimeOffset moment) => Math.Max(0, moment.ToUnixTimeMilliseconds()) << CountBits;

    /// <summary>The part of a number, or of a count, that tells the lines of one millisecond apart.</summary>
    public static long CountIn(long number) => number & ((1L << CountBits) - 1);

    public RequestLogEntry ToEntry() => new(
        Id,
        Columns.ToMoment(At),
        Api,
        Operation,
        Method,
        Route,
        (int)Status,
        Code,
        Condition,
        Arguments,
        Cause,
        KeyId,
        AccountId,
        Address,
        DurationMicroseconds,
        RequestBytes,
        ResponseBytes,
        InboundId);
}
