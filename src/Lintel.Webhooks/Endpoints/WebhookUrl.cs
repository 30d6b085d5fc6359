using System.Net;

namespace Lintel.Webhooks;

/// <summary>Looks over the address of an endpoint when it is registered. What its name leads to is looked at again at every connection.</summary>
public static class WebhookUrl
{
    /// <summary>The most characters of an address.</summary>
    public const int MaxLength = 2048;

    /// <summary>What is wrong with an address.</summary>
    /// <param name="url">The address as it was sent.</param>
    /// <param name="allowLoopback">Whether the endpoint may be on this machine, and then without TLS.</param>
    /// <returns>A sentence that goes on after the field's name, such as <c>must begin with https://</c>; null where nothing is.</returns>
    public static string? FaultOf(string url, bool allowLoopback)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.Length > MaxLength)
        {
            return $"must have at most {MaxLength} characters";
        }

        // The framework's parser trims blanks and turns backslashes round; what is kept is what was sent, so it must not need either.
        return url.All(character => character is > ' ' and < '\u007f' and not '\\') && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? Judge(uri, allowLoopback)
            : "must be an absolute URL";
    }

    private static string? Judge(Uri uri, bool allowLoopback)
    {
        var isLoopback = IsLoopback(uri);
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && allowLoopback && isLoopback))
        {
            return allowLoopback ? "must begin with https://, or with http:// where it leads to localhost" : "must begin with https://";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "must not hold a user name or password";
        }

        // An empty fragment is one too, and Uri shows it as none.
        if (uri.OriginalString.Contains('#', StringComparison.Ordinal))
        {
            return "must not have a fragment";
        }

        if (uri.Port == 0)
        {
            return "must have a port from 1 to 65535";
        }

        return isLoopback ? allowLoopback ? null : "must lead to a public address" : FaultOfLiteral(uri);
    }

    private static string? FaultOfLiteral(Uri uri) =>
        IPAddress.TryParse(uri.IdnHost, out var address) && !WebhookAddress.IsPublic(address) ? "must lead to a public address" : null;

    private static bool IsLoopback(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host, out var address)
            ? WebhookAddress.IsLoopback(address)
            : string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
