using System.Net;

namespace Lintel.AspNetCore;

/// <summary>The origin of an attempt to sign in.</summary>
/// <param name="Address">The client's address.</param>
public sealed record SignInOrigin(IPAddress Address)
{
    /// <summary>The origin of a request.</summary>
    public static SignInOrigin Of(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new SignInOrigin(call.Address);
    }
}
