using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>The request fields that a response depends on.</summary>
internal static class VaryHeader
{
    /// <summary>Adds a field where it is not named yet.</summary>
    public static void Add(IHeaderDictionary headers, string name)
    {
        var vary = headers.GetCommaSeparatedValues(HeaderNames.Vary);
        if (!vary.Contains("*", StringComparer.Ordinal) && !vary.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            headers.Append(HeaderNames.Vary, name);
        }
    }
}
