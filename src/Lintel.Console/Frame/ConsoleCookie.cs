using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The cookie that holds the token of an operator's session.</summary>
internal static class ConsoleCookie
{
    /// <summary>The name.</summary>
    public const string Name = "lintel_console";

    private const int LongestToken = 256;

    /// <summary>The token of a request; null where the request has none that could be one.</summary>
    public static string? Read(HttpRequest request) =>
        request.Cookies[Name] is { Length: > 0 and <= LongestToken } token && token.All(IsOfToken) ? token : null;

    /// <summary>Sets the cookie for as long as the session lasts.</summary>
    public static void Set(HttpResponse response, ConsoleAddress address, string token, TimeSpan lifetime) =>
        response.Cookies.Append(Name, token, OptionsOf(address, lifetime));

    /// <summary>Removes the cookie.</summary>
    public static void Remove(HttpResponse response, ConsoleAddress address) => response.Cookies.Delete(Name, OptionsOf(address, lifetime: null));

    private static CookieOptions OptionsOf(ConsoleAddress address, TimeSpan? lifetime) => new()
    {
        Path = address.Index,

        // Not a moment: the clock of the browser may be another.
        MaxAge = lifetime,
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = address.Origin.IsHttps,
        IsEssential = true,
    };

    // It becomes part of a header field.
    private static bool IsOfToken(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';
}
