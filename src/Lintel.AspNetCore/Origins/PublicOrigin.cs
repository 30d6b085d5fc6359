using System.Diagnostics.CodeAnalysis;

namespace Lintel.AspNetCore;

/// <summary>The public address of the application.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">The host, with a port that is not the scheme's own; empty where the request names none.</param>
/// <param name="Prefix">The path before the application's own paths, such as <c>/shop</c>; empty for none.</param>
/// <param name="IsCertain">false where trusted proxies contradict each other.</param>
internal readonly record struct PublicOrigin(string Scheme, string Host, string Prefix, bool IsCertain = true)
{
    public bool IsHttps => string.Equals(Scheme, Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);

    /// <summary>The address of the application's root without a slash at its end; the prefix alone where the host is not known.</summary>
    public string Address => Host.Length == 0 ? Prefix : $"{Scheme}://{Host}{Prefix}";

    /// <summary>Compares with the field <c>Origin</c> of a request (RFC 6454 section 5): scheme, host and port.</summary>
    public bool Is([NotNullWhen(true)] string? origin) =>
        IsCertain
        && Host.Length > 0
        && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.AbsolutePath is "/"
        && string.Equals(uri.Scheme, Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(uri.Authority, WithoutDefaultPort(Host, IsHttps), StringComparison.OrdinalIgnoreCase);

    private static string WithoutDefaultPort(string host, bool isHttps)
    {
        var port = isHttps ? ":443" : ":80";
        return host.EndsWith(port, StringComparison.Ordinal) ? host[..^port.Length] : host;
    }
}
