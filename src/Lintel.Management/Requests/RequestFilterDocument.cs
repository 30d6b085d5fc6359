using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Lintel.Management.Requests;

/// <summary>The filters of requests as the reference describes them; <see cref="RequestQuery"/> reads them.</summary>
internal abstract record RequestFilterDocument
{
    [StringLength(200)]
    [Description("The id of the X-Request-Id header.")]
    public string? Id { get; init; }

    [StringLength(128)]
    [Description("The id that the caller sent along.")]
    public string? InboundId { get; init; }

    [StringLength(100)]
    public string? Api { get; init; }

    [StringLength(100)]
    public string? AccountId { get; init; }

    [StringLength(100)]
    public string? KeyId { get; init; }

    [StringLength(100)]
    [Description("The application of the account.")]
    public string? ApplicationId { get; init; }

    [StringLength(200)]
    [Description("The name of the operation.")]
    public string? Operation { get; init; }

    [StringLength(32)]
    public string? Method { get; init; }

    [StringLength(256)]
    [Description("With * at its end for all routes that begin so.")]
    public string? Route { get; init; }

    [RegularExpression("^[1-5](xx|[0-9]{2})$")]
    [Description("A status, or a class such as 4xx.")]
    public string? Status { get; init; }

    [StringLength(100)]
    [Description("The code of an error.")]
    public string? Code { get; init; }

    [StringLength(100)]
    [Description("The condition behind an error.")]
    public string? Condition { get; init; }

    [StringLength(100)]
    [Description("An address, or a network such as 203.0.113.0/24.")]
    public string? Address { get; init; }

    [Range(0, 86_400_000)]
    [Description("The milliseconds that the request has exceeded.")]
    public long? SlowerThan { get; init; }

    [RegularExpression("^[0-9A-Fa-f]{32}$")]
    [Description("The trace id of W3C Trace Context.")]
    public string? TraceId { get; init; }

    [Description("True for what an API in shadow mode would have refused alone, false for all else.")]
    public bool? Shadow { get; init; }
}

/// <summary>The filters of requests with the times between which they began.</summary>
internal abstract record RequestTimesDocument : RequestFilterDocument
{
    /// <summary>After the filters.</summary>
    protected const int AfterFilters = 1;

    [JsonPropertyOrder(AfterFilters)]
    [Description("The earliest moment, inclusive.")]
    public DateTimeOffset? From { get; init; }

    [JsonPropertyOrder(AfterFilters)]
    [Description("The latest moment, exclusive.")]
    public DateTimeOffset? To { get; init; }
}
