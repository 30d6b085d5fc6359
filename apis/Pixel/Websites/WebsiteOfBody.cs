using Lintel.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Pixel;

/// <summary>The check that the website of a body is one of the workspace's.</summary>
internal static class WebsiteOfBody
{
    /// <summary>Says the same of another workspace's website and of one that does not exist.</summary>
    public static ValueTask<Decision> CheckAsync(ApiCall call, string websiteId)
    {
        var store = call.Http.RequestServices.GetRequiredService<WebsiteStore>();
        Decision decision = store.Belongs(call.Account.Id, websiteId)
            ? Decision.Pass
            : Refusal.Invalid(call.Fault("website_id", "Website was not found in this workspace"));
        return ValueTask.FromResult(decision);
    }
}
