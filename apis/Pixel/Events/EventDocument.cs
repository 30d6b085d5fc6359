using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>The body of <c>POST /pixel/events</c> as the reference describes it; <see cref="EventBody"/> reads it.</summary>
[Description("One event. Its name says which other members it needs.")]
[RequestExample("""{"website_id":"admx_W7pQ2mZk4TsX9rLd","name":"pageview","visitor_id":"v_0001","path":"/pricing"}""")]
internal sealed record EventDocument(
    [StringLength(128, MinimumLength = 1)] string WebsiteId,
    [AllowedValues(EventBody.Pageview, EventBody.Custom, EventBody.Payment)] string Name,
    [StringLength(128, MinimumLength = 1)]
    [Description("Unique for 24 hours per website and name; a UUID where it is left out.")]
    string? EventId = null,
    [StringLength(128, MinimumLength = 1)] string? VisitorId = null,
    [StringLength(128, MinimumLength = 1)] string? SessionId = null,
    [StringLength(2048)][RegularExpression("^/.*")][Description("Needed for a pageview.")] string? Path = null,
    [StringLength(2048)] string? Referrer = null,
    [StringLength(64, MinimumLength = 1)][Description("Needed for a custom event.")] string? GoalName = null,
    [Range(0, 1_000_000_000_000)][Description("Needed for a payment; kept to four decimals.")] decimal? Value = null,
    [RegularExpression("^[A-Z]{3}$")][Description("Needed for a payment: a currency of ISO 4217.")] string? Currency = null,
    [MaxLength(20)][Description("Texts of at most 255 characters, numbers and booleans.")] Dictionary<string, object>? Metadata = null,
    [Description("At most 5 minutes ahead and 30 days old; the moment of the request where it is left out.")] DateTimeOffset? Timestamp = null);
