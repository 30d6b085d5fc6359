using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>A page whose links begin with the prefix by which callers reach the application; kept for the prefix that was asked for last.</summary>
internal sealed class PrefixedPage(Func<string, string> render)
{
    private Rendered? _last;

    public string For(HttpContext http)
    {
        // A page outside the APIs is not reached through a call.
        var prefix = http.Features.Get<ApiCall>()?.PathTo(string.Empty) ?? http.Request.PathBase.ToUriComponent();
        var last = _last;
        if (last?.Prefix != prefix)
        {
            _last = last = new Rendered(prefix, render(prefix));
        }

        return last.Html;
    }

    private sealed record Rendered(string Prefix, string Html);
}
