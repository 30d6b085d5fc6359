using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Pixel;

/// <summary>The query string of a metrics request as the reference describes it; <see cref="MetricsQuery"/> reads it.</summary>
internal sealed record MetricsParameters(
    [Description("One website; all of the workspace where it is left out.")] string? WebsiteId = null,
    [Description("The first day in UTC.")] DateOnly? From = null,
    [Description("The last day in UTC.")] DateOnly? To = null,
    [StringLength(2048)] string? Country = null,
    [StringLength(2048)] string? Device = null,
    [StringLength(2048)] string? Browser = null,
    [StringLength(2048)] string? Os = null,
    [StringLength(2048)] string? Language = null,
    [StringLength(2048)] string? UtmSource = null,
    [StringLength(2048)] string? UtmMedium = null,
    [StringLength(2048)] string? UtmCampaign = null,
    [StringLength(2048)] string? UtmTerm = null,
    [StringLength(2048)] string? UtmContent = null,
    [StringLength(2048)] string? Path = null,
    [StringLength(2048)] string? Referrer = null,
    [StringLength(2048)] string? VisitorId = null,
    [StringLength(2048)] string? SessionId = null);
