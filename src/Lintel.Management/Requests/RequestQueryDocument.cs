using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Management.Requests;

/// <summary>The query of <c>GET /requests</c> as the reference describes it; <see cref="RequestQuery"/> reads it.</summary>
internal sealed record RequestQueryDocument(
    [StringLength(200)][Description("The id of the X-Request-Id header.")] string? Id = null,
    [StringLength(128)][Description("The id that the caller sent along.")] string? InboundId = null,
    [StringLength(100)] string? Api = null,
    [StringLength(100)] string? AccountId = null,
    [StringLength(100)] string? KeyId = null,
    [StringLength(100)][Description("The application of the account.")] string? ApplicationId = null,
    [StringLength(200)][Description("The name of the operation.")] string? Operation = null,
    [StringLength(32)] string? Method = null,
    [StringLength(256)][Description("With * at its end for all routes that begin so.")] string? Route = null,
    [RegularExpression("^[1-5](xx|[0-9]{2})$")][Description("A status, or a class such as 4xx.")] string? Status = null,
    [StringLength(100)][Description("The code of an error.")] string? Code = null,
    [StringLength(100)][Description("The condition behind an error.")] string? Condition = null,
    [StringLength(100)][Description("An address, or a network such as 203.0.113.0/24.")] string? Address = null,
    [Range(0, 86_400_000)][Description("The milliseconds that the request has exceeded.")] long? SlowerThan = null,
    [RegularExpression("^[0-9A-Fa-f]{32}$")][Description("The trace id of W3C Trace Context.")] string? TraceId = null,
    [Description("True for what an API in shadow mode would have refused alone, false for all else.")] bool? Shadow = null,
    [Description("The earliest moment, inclusive.")] DateTimeOffset? From = null,
    [Description("The latest moment, exclusive.")] DateTimeOffset? To = null,
    [RegularExpression("^[0-9]+$")][Description("The cursor of the page before.")] string? Cursor = null,
    [Range(1, 200)][property: DefaultValue(50)] int Limit = 50);
