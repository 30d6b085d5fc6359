namespace Lintel.Host.Startup;

/// <summary>The page of the console on which operators sign in.</summary>
internal static class SignInAddress
{
    private const string Page = "/console/sign-in";

    /// <summary>The link with a token.</summary>
    /// <param name="address">Where the host is reached.</param>
    /// <param name="token">The token of a sign-in link, which needs no escaping.</param>
    public static string Of(string address, string token) => $"{address.TrimEnd('/')}{Page}?token={token}";
}
