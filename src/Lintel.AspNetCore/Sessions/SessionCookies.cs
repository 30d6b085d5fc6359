using System.Buffers.Text;
using System.Security.Cryptography;
using Lintel.Contracts;
using Lintel.Sessions;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Hands the tokens of a session and of a device to a browser, and takes the session's back.</summary>
public static class SessionCookies
{
    internal const string DeviceName = "lintel-device";

    private const int DeviceBytes = 32;

    /// <summary>
    /// Sets the contract's session cookie: <c>Path</c> of the API as callers reach it, <c>HttpOnly</c>, <c>SameSite=Lax</c>, and <c>Secure</c> where
    /// callers reach it by TLS.
    /// </summary>
    /// <exception cref="InvalidOperationException">The contract has no session cookie.</exception>
    public static void SetSessionCookie(this ApiCall call, SignInResult.Started started)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(started);
        var options = OptionsFor(call);
        options.Expires = started.Session.ExpiresAt;
        call.Http.Response.Headers.CacheControl = "no-store";
        call.Http.Response.Cookies.Append(NameFor(call), started.Token, options);
    }

    /// <summary>Takes the cookie back; the session itself is ended by <see cref="SignInService.EndAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The contract has no session cookie.</exception>
    public static void ClearSessionCookie(this ApiCall call) => call.Http.Response.Cookies.Delete(NameFor(call), OptionsFor(call));

    /// <summary>
    /// Sets the device's cookie where the device has none for the person: for the API's base path only and out of reach of scripts. It opens nothing;
    /// the device that a person has signed in with is remembered, so that wrong passwords from elsewhere do not keep them out.
    /// </summary>
    public static void SetDeviceCookie(this ApiCall call, SignInResult.Started started)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(started);
        if (started.NewDevice is { } device)
        {
            var options = OptionsFor(call);
            options.Expires = call.StartedAt + ISessionStore.OriginLifetime;
            call.Http.Response.Cookies.Append(DeviceName, device, options);
        }
    }

    internal static string NewDevice() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(DeviceBytes));

    private static string NameFor(ApiCall call) => call.Contract.Sessions is { Kind: CredentialKind.SessionCookie } scheme
        ? scheme.Cookie
        : throw new InvalidOperationException($"The contract of '{call.Contract.Api}' has no session cookie.");

    private static CookieOptions OptionsFor(ApiCall call) => new()
    {
        Path = call.PathTo(call.Contract.BasePath) is { Length: > 0 } path ? path : "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,

        // Also where the connection has TLS and the public address does not: such a cookie is at worst not stored.
        Secure = call.PublicOrigin.IsHttps || call.Http.Request.IsHttps,
    };
}
