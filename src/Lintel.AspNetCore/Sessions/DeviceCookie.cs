using System.Buffers.Text;
using System.Security.Cryptography;
using Lintel.Sessions;

namespace Lintel.AspNetCore;

/// <summary>
/// Remembers the device that a person has signed in with, so that wrong passwords from elsewhere do not keep them out. The cookie opens nothing.
/// </summary>
public static class DeviceCookie
{
    internal const string Name = "lintel-device";

    private const int Bytes = 32;

    /// <summary>Sets the device's cookie where the device has none for the person: for the API's base path only and out of reach of scripts.</summary>
    public static void SetDeviceCookie(this ApiCall call, SignInResult.Started started)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(started);
        if (started.NewDevice is { } device)
        {
            var options = SessionCookies.OptionsFor(call);
            options.Expires = call.StartedAt + ISessionStore.OriginLifetime;
            call.Http.Response.Cookies.Append(Name, device, options);
        }
    }

    internal static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
}
