using System.Net;
using System.Security.Cryptography;
using System.Text;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>The origin of an attempt to sign in.</summary>
/// <param name="Address">The client's address.</param>
/// <param name="Device">The token that the device got when a person last signed in with it; null for none.</param>
internal sealed record SignInOrigin(IPAddress Address, string? Device = null)
{
    private const int LongestDevice = 64;

    /// <summary>The origin of a request: its address, and the device's cookie.</summary>
    public static SignInOrigin Of(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new SignInOrigin(call.Address, call.Http.Request.Cookies[SessionCookies.DeviceName]);
    }

    /// <summary>The address without the device, whose token belongs in no log.</summary>
    public override string ToString() => Address.ToString();

    /// <summary>The name of the address in the store; IPv6 by /64.</summary>
    internal string AddressName => RateLimitKey.Of(Address).ToString();

    /// <summary>The name of the device in the store, which keeps its token's hash only; null for no device.</summary>
    internal string? DeviceName => Device is { Length: > 0 and <= LongestDevice } token ? NameOf(token) : null;

    internal static string NameOf(string device) => "device:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device)));
}
