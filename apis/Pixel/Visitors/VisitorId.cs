using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>The id of a visitor, which is the last segment of the path.</summary>
/// <param name="Text">The id, decoded and trimmed; empty for none.</param>
internal readonly record struct VisitorId(string Text)
{
    /// <summary>Binds the parameter.</summary>
    /// <param name="context">The request.</param>
    public static ValueTask<VisitorId> BindAsync(HttpContext context)
    {
        var id = context.GetRouteValue("id") as string ?? string.Empty;

        // The server leaves %2F as it is, so that a path keeps its segments; only the raw target tells it from a "%2F" that was meant.
        if (id.Contains("%2F", StringComparison.OrdinalIgnoreCase) && context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target)
        {
            var path = target.Split('?')[0].TrimEnd('/');
            id = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        }

        return ValueTask.FromResult(new VisitorId(id.Trim()));
    }
}
