using Lintel.Contracts;
using Lintel.Sessions;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Hands a session's token to a browser and takes it back.</summary>
public static class SessionCookies
{
    /// <summary>
    /// Sets the contract's session cookie: for the API's base path only, out of reach of scripts, not sent with what other sites make a browser
    /// send but links, and over TLS only where the request came by TLS.
    /// </summary>
    /// <exception cref="InvalidOperationException">The contract has no session cookie.</exception>
    public static void SetSessionCookie(this ApiCall call, StartedSession started)
    {
        var options = OptionsFor(call);
        options.Expires = started.Session.ExpiresAt;
        call.Http.Response.Headers.CacheControl = "no-store";
        call.Http.Response.Cookies.Append(NameFor(call), started.Token, options);
    }

    /// <summary>Takes the cookie back; the session itself is ended by <see cref="SessionService.EndAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The contract has no session cookie.</exception>
    public static void ClearSessionCookie(this ApiCall call) => call.Http.Response.Cookies.Delete(NameFor(call), OptionsFor(call));

    private static string NameFor(ApiCall call) => call.Contract.Sessions is { Kind: CredentialKind.SessionCookie } scheme
        ? scheme.Cookie
        : throw new InvalidOperationException($"The contract of '{call.Contract.Api}' has no session cookie.");

    private static CookieOptions OptionsFor(ApiCall call) => new()
    {
        Path = call.Contract.BasePath,
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = call.Http.Request.IsHttps,
    };
}
