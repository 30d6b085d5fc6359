using System.Net;
using Microsoft.Extensions.Options;

namespace Lintel.Webhooks;

/// <summary>
/// Decides which URLs and addresses may be called. A URL is checked when it is registered and before each attempt; the addresses of its host are checked
/// when the connection is made. Thread-safe.
/// </summary>
public sealed class WebhookTargets
{
    /// <summary>The most characters of a URL.</summary>
    public const int MaxUrlLength = 2048;

    private const string NotPublic = "must lead to a public address";
    private const string ThisProcess = "must not lead to this service itself";

    private readonly WebhookOptions _options;
    private readonly ListeningPorts _own;

    internal WebhookTargets(IOptions<WebhookOptions> options, ListeningPorts own)
    {
        _options = options.Value;
        _own = own;
    }

    /// <summary>true if private and loopback addresses may be called; otherwise, false.</summary>
    public bool AllowPrivate => _options.AllowPrivate;

    /// <summary>Checks the URL of an endpoint, as far as that is possible without resolving its host.</summary>
    /// <param name="url">The URL as it was sent.</param>
    /// <returns>The fault, worded to follow the field's name, such as <c>must begin with https://</c>; null if there is none.</returns>
    public string? FaultOf(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.Length > MaxUrlLength)
        {
            return $"must have at most {MaxUrlLength} characters";
        }

        // The framework's parser trims blanks and turns backslashes round; the stored text is the sent one, so it must not need either.
        return url.All(character => character is > ' ' and < '\u007f' and not '\\') && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? FaultOfForm(uri) ?? FaultOfPort(uri.Port) ?? FaultOfHost(uri)
            : "must be an absolute URL";
    }

    /// <summary>true if a connection to an address and port may be made; otherwise, false.</summary>
    internal bool Allows(IPAddress address, int port) => FaultOfPort(port) is null && FaultOfAddress(address, port) is null;

    private string? FaultOfForm(Uri uri)
    {
        if (uri.Scheme != Uri.UriSchemeHttps && !(AllowPrivate && uri.Scheme == Uri.UriSchemeHttp))
        {
            return AllowPrivate ? "must begin with https:// or http://" : "must begin with https://";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "must not hold a user name or password";
        }

        // An empty fragment is one too, and Uri shows it as none.
        return uri.OriginalString.Contains('#', StringComparison.Ordinal) ? "must not have a fragment" : null;
    }

    private string? FaultOfPort(int port)
    {
        if (AllowPrivate)
        {
            return port == 0 ? "must have a port from 1 to 65535" : null;
        }

        return _options.AllowedPorts.Contains(port) ? null : $"must have one of these ports: {string.Join(", ", _options.AllowedPorts.Order())}";
    }

    private string? FaultOfHost(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.');
        if (!IPAddress.TryParse(host, out var address))
        {
            if (!IsLocalName(host))
            {
                return null;
            }

            address = IPAddress.Loopback;
        }

        return FaultOfAddress(address, uri.Port);
    }

    private string? FaultOfAddress(IPAddress address, int port)
    {
        if (!WebhookAddress.IsPublic(address) && !(AllowPrivate && WebhookAddress.IsPrivate(address)))
        {
            return NotPublic;
        }

        return _own.Contains(address, port) ? ThisProcess : null;
    }

    private static bool IsLocalName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
