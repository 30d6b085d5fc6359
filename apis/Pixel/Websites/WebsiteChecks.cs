using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>The check that the website of a body is one of the workspace's.</summary>
internal static class WebsiteChecks
{
    /// <summary>Says the same of another workspace's website and of one that does not exist.</summary>
    public static async Task<Decision> CheckAsync(
        this WebsiteStore websites, Account account, string websiteId, ApiCall call, CancellationToken cancellationToken) =>
        await websites.BelongsAsync(account.Id, websiteId, cancellationToken)
        ? Decision.Pass
        : Refusal.Invalid(call.Fault("website_id", "Website was not found in this workspace"));
}
