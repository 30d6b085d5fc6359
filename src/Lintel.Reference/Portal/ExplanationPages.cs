using System.Globalization;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Reference;

/// <summary>
/// Answers the links that errors name by <c>$help</c> and <c>Link</c>: as a page, or as JSON for whoever asks for that. No key is needed, so every answer is
/// for this once and for no index.
/// </summary>
internal static class ExplanationPages
{
    private const string Html = "text/html";
    private const string Json = "application/json";

    // What is null is told: who reads it in a program sees each member.
    private static readonly JsonSerializerOptions Members = new(JsonSerializerOptions.Web);

    /// <summary>Answers one link.</summary>
    /// <param name="http">The request.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="api">The API.</param>
    /// <param name="address">The addresses.</param>
    /// <param name="id">The request id of the link.</param>
    /// <param name="seal">The seal of the link.</param>
    public static async Task AnswerAsync(HttpContext http, PortalPages pages, PortalApi api, PageAddress address, string id, string seal)
    {
        LookedUp? lookedUp = null;
        try
        {
            lookedUp = await http.RequestServices.GetRequiredService<RequestBox>().FindByLinkAsync(http, api.Contract, id, seal);
        }
        catch (StoreUnavailableException)
        {
            http.Response.Headers.RetryAfter = "5";
        }

        if (lookedUp is LookedUp.Refused { Seconds: var seconds })
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var model = new ExplanationModel(api, address, lookedUp);
        var answer = Representation.Prefers(http.Request.Headers.Accept, Json, over: Html)
            ? Results.Json(DataOf(model), Members, Json, model.Status)
            : PortalResults.Html(http, await pages.ExplanationAsync(model), model.Status);
        Protect(http.Response);
        await answer.ExecuteAsync(http);
    }

    // After what every page has, of which it takes some back: the address is the credential, and goes to no cache, no index and no other site.
    private static void Protect(HttpResponse response)
    {
        PageHeaders.Write(response);
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
    }

    private static object DataOf(ExplanationModel model) => model.LookedUp is LookedUp.Found found
        ? new { data = ExplanationShape.Of(found, model.Api, model.Address) }
        : new { message = model.Words };
}

/// <summary>The content of the page that a link opens.</summary>
/// <param name="Api">The API.</param>
/// <param name="Address">The addresses.</param>
/// <param name="LookedUp">What the link has found; null where the log cannot be read now.</param>
internal sealed record ExplanationModel(PortalApi Api, PageAddress Address, LookedUp? LookedUp)
{
    public int Status => LookedUp switch
    {
        LookedUp.Found => StatusCodes.Status200OK,
        LookedUp.Refused => StatusCodes.Status429TooManyRequests,
        null => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status404NotFound,
    };

    /// <summary>The words where there is nothing to show.</summary>
    public string Words => LookedUp switch
    {
        LookedUp.Refused { Seconds: var seconds } => $"Too many look-ups from this address. Try again in {seconds} seconds.",
        null => "Requests cannot be looked up now. Try again in a moment.",
        _ => "This link shows no request. Links are good for 7 days and only as they were sent, and entries are kept for a limited time.",
    };
}

/// <summary>A request that is shown to its caller.</summary>
/// <param name="Api">The API.</param>
/// <param name="Address">The addresses.</param>
/// <param name="Found">The request.</param>
internal sealed record FoundModel(PortalApi Api, PageAddress Address, LookedUp.Found Found);
