using System.Net;
using System.Text;
using Microsoft.AspNetCore.Html;

namespace Lintel.AspNetCore;

/// <summary>Shows a contract's prose on pages.</summary>
internal static class PageProse
{
    /// <summary>Encodes prose, where `text` is code.</summary>
    public static HtmlString Of(string text)
    {
        var html = new StringBuilder();
        var parts = text.Split('`');
        for (var i = 0; i < parts.Length; i++)
        {
            // A lone backtick opens nothing.
            var isCode = i % 2 == 1 && i < parts.Length - 1;
            html.Append(isCode ? "<code>" : i % 2 == 1 ? "`" : string.Empty).Append(WebUtility.HtmlEncode(parts[i])).Append(isCode ? "</code>" : string.Empty);
        }

        return new HtmlString(html.ToString());
    }
}
