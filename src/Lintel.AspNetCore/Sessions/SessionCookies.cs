using Lintel.Contracts;
using Lintel.Sessions;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Hands a session's token to a browser and takes it back.</summary>
public static class SessionCookies
{
    /// <summary>
    /// Sets the contract's session cookie: <c>Path</c> of the API as callers reach it, <c>HttpOnly</c>, <c>SameSite=Lax</c>, and <c>Secure</c> where
    /// callers reach it by TLS.
    /// </summary>
    /// <exception cref="InvalidOperationException">The contract has no session cookie.</exception>
    public static void SetSessionCookie(this ApiCall call, StartedSession started)
    {
        var options = OptionsFor(call);
        options.Expires = started.Session.ExpiresAt;
        call.Http.Response.Headers.CacheControl = "no-store";
        call.Http.Response.Cookies.Append(NameFor(call), started.Token, options);
    }

    /// <summary>Takes the cookie back; the session itself is ended by <see cref="SessionService.EndAsync(Session, CancellationToken)"/>.</summary>
    /// <exception cref="InvalidOperationException">The contract has no session cookie.</exception>
    public static void ClearSessionCookie(this ApiCall call) => call.Http.Response.Cookies.Delete(NameFor(call), OptionsFor(call));

    private static string NameFor(ApiCall call) => call.Contract.Sessions is { Kind: CredentialKind.SessionCookie } scheme
        ? scheme.Cookie
        : throw new InvalidOperationException($"The contract of '{call.Contract.Api}' has no session cookie.");

    internal static CookieOptions OptionsFor(ApiCall call) => new()
    {
        Path = call.PathTo(call.Contract.BasePath) is { Length: > 0 } path ? path : "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,

        // Also where the connection has TLS and the public address does not: such a cookie is at worst not stored.
        Secure = call.PublicOrigin.IsHttps || call.Http.Request.IsHttps,
    };
}
