using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>The body of <c>POST /pixel/identify</c> as the reference describes it; <see cref="IdentifyEndpoint"/> reads it.</summary>
[Description("Who a visitor is: a user id, an email address, or both.")]
[RequestExample("""{"website_id":"admx_W7pQ2mZk4TsX9rLd","visitor_id":"v_0001","user_id":"u_17","email":"ada@brook.example"}""")]
internal sealed record IdentityDocument(
    [StringLength(128, MinimumLength = 1)] string WebsiteId,
    [StringLength(128, MinimumLength = 1)] string VisitorId,
    [StringLength(128, MinimumLength = 1)][Description("Needed where no email is sent.")] string? UserId = null,
    [EmailAddress][StringLength(254)][Description("Needed where no user_id is sent.")] string? Email = null,
    [Description("Anything else to keep, at most 16,384 characters of JSON.")] Dictionary<string, object>? Traits = null);
