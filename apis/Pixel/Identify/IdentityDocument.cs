using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Pixel;

/// <summary>The body of <c>POST /pixel/identify</c> as the reference describes it; <see cref="IdentifyEndpoint"/> reads it.</summary>
[Description("Who a visitor is: a user id, an email address, or both.")]
internal sealed record IdentityDocument(
    [StringLength(128, MinimumLength = 1)] string WebsiteId,
    [StringLength(128, MinimumLength = 1)] string VisitorId,
    [StringLength(128, MinimumLength = 1)][Description("Needed where no email is sent.")] string? UserId = null,
    [EmailAddress][StringLength(254)][Description("Needed where no user_id is sent.")] string? Email = null,
    [Description("Anything else to keep, at most 16,384 characters of JSON.")] Dictionary<string, object>? Traits = null);
