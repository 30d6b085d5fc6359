using Lintel.Requests;
using Lintel.Storage;

namespace Lintel.Postgres;

/// <summary>A row of <c>request</c>.</summary>
internal sealed class RequestRow
{
    /// <summary>The columns, by the names that they have here.</summary>
    public const string Selected =
        """
        at, seq, duration_us AS DurationUs, request_bytes AS RequestBytes, response_bytes AS ResponseBytes, status, is_shadow AS IsShadow, id, api, operation,
        method, route, code, condition, arguments, cause, key_id AS KeyId, account_id AS AccountId, address, inbound_id AS InboundId, trace_id AS TraceId,
        span_id AS SpanId, compared, application_id AS ApplicationId, trail
        """;

    public long At { get; init; }

    /// <summary>The number that orders the log.</summary>
    public long Seq { get; init; }

    public long DurationUs { get; init; }

    public long RequestBytes { get; init; }

    public long ResponseBytes { get; init; }

    public int Status { get; init; }

    public bool IsShadow { get; init; }

    public string Id { get; init; } = string.Empty;

    public string Api { get; init; } = string.Empty;

    public string? Operation { get; init; }

    public string Method { get; init; } = string.Empty;

    public string Route { get; init; } = string.Empty;

    public string? Code { get; init; }

    public string? Condition { get; init; }

    public string? Arguments { get; init; }

    public string? Cause { get; init; }

    public string? KeyId { get; init; }

    public string? AccountId { get; init; }

    public string? Address { get; init; }

    public string? InboundId { get; init; }

    public byte[]? TraceId { get; init; }

    public byte[]? SpanId { get; init; }

    public string? Compared { get; init; }

    public string? ApplicationId { get; init; }

    public string? Trail { get; init; }

    /// <summary>The entry.</summary>
    public RequestLogEntry ToEntry() => new()
    {
        Id = StoredText.Read(Id)!,
        At = Columns.ToMoment(At),
        Api = StoredText.Read(Api)!,
        Operation = StoredText.Read(Operation),
        Method = StoredText.Read(Method)!,
        Route = StoredText.Read(Route)!,
        Status = Status,
        Code = StoredText.Read(Code),
        Condition = Condition,
        Arguments = StoredText.Read(Arguments),
        Cause = StoredText.Read(Cause),
        KeyId = StoredText.Read(KeyId),
        AccountId = StoredText.Read(AccountId),
        Address = Address,
        DurationMicroseconds = DurationUs,
        RequestBytes = RequestBytes,
        ResponseBytes = ResponseBytes,
        InboundId = StoredText.Read(InboundId),
        IsShadow = IsShadow,
        TraceId = HexOf(TraceId),
        SpanId = HexOf(SpanId),
        Compared = StoredText.Read(Compared),
        ApplicationId = StoredText.Read(ApplicationId),
        Trail = StoredText.Read(Trail),
    };

    private static string? HexOf(byte[]? bytes) => bytes is null ? null : Convert.ToHexStringLower(bytes);
}
