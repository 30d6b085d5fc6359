using System.Buffers;
using System.Net;
using Lintel.Addresses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// Tells where callers reach the application: at the configured address; otherwise where a trusted proxy says; otherwise where the request came in.
/// Cookies, same-origin checks, <c>$type</c> and links all ask here.
/// </summary>
internal sealed class PublicOrigins
{
    private const int LongestPrefix = 256;
    private const int LongestHost = 255;

    // What a cookie's path, a header field and a link take without escaping.
    private static readonly SearchValues<char> PrefixCharacters =
        SearchValues.Create("/-._~%0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("-._:[]0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly TrustedProxies _proxies;
    private readonly PublicOrigin? _configured;

    public PublicOrigins(TrustedProxies proxies, Uri? configured)
    {
        _proxies = proxies;
        _configured = configured is null ? null : new PublicOrigin(configured.Scheme, configured.Authority, configured.AbsolutePath.TrimEnd('/'));
    }

    public PublicOrigin Of(HttpRequest request) => _configured ?? Of(
        request.HttpContext.Feature<IHttpConnectionFeature>()?.RemoteIpAddress,
        request.Headers,
        new PublicOrigin(request.Scheme, request.Host.Value ?? string.Empty, request.PathBase.ToUriComponent()));

    /// <param name="remote">The peer; null where it has no IP address.</param>
    /// <param name="headers">The request's header fields.</param>
    /// <param name="connection">Where the request came in.</param>
    public PublicOrigin Of(IPAddress? remote, IHeaderDictionary headers, PublicOrigin connection)
    {
        if (_configured is { } configured)
        {
            return configured;
        }

        return remote is not null && _proxies.Contains(AddressText.Unmap(remote)) ? Combine(headers, connection) : connection;
    }

    private PublicOrigin Combine(IHeaderDictionary headers, PublicOrigin connection)
    {
        var one = _proxies.Reads(ProxyHeaders.XForwarded) ? XForwarded(headers) : default;
        var other = _proxies.Reads(ProxyHeaders.Forwarded) ? Forwarded(headers) : default;
        var isCertain = Agree(one.Scheme, other.Scheme) && Agree(one.Host, other.Host);

        // In doubt https: a cookie that is Secure without need is only not stored.
        var scheme = Uri.UriSchemeHttps.Equals(other.Scheme, StringComparison.Ordinal) ? other.Scheme : one.Scheme ?? other.Scheme;
        return new PublicOrigin(scheme ?? connection.Scheme, one.Host ?? other.Host ?? connection.Host, one.Prefix + connection.Prefix, isCertain);
    }

    private Told XForwarded(IHeaderDictionary headers)
    {
        var hops = ProxyChain.OfXForwarded(headers, _proxies).Hops;
        return new Told(
            SchemeOrNull(Entry(headers["X-Forwarded-Proto"].ToString(), hops)),
            HostOrNull(Entry(headers["X-Forwarded-Host"].ToString(), hops)),
            PrefixOrNull(Entry(headers["X-Forwarded-Prefix"].ToString(), hops)));
    }

    private Told Forwarded(IHeaderDictionary headers)
    {
        if (headers["Forwarded"] is not { Count: > 0 } field || ForwardedField.Read(field.ToString()) is not { } elements)
        {
            return default;
        }

        // The outermost trusted proxy has seen what the client asked for; a proxy behind it may leave that out.
        var hops = Math.Max(ProxyChain.OfForwarded(elements, _proxies).Hops, 1);
        var trusted = elements.Skip(elements.Count - hops).ToArray();
        return new Told(
            trusted.Select(element => SchemeOrNull(element.Proto)).FirstOrDefault(proto => proto is not null),
            trusted.Select(element => HostOrNull(element.Host)).FirstOrDefault(host => host is not null),
            Prefix: null);
    }

    private static bool Agree(string? one, string? other) => one is null || other is null || string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The entry of the outermost trusted proxy: as far from the end as that proxy is, or the first where proxies pass one entry on.
    /// </summary>
    private static string Entry(string field, int hops)
    {
        var entries = field.Split(',', StringSplitOptions.TrimEntries);
        return entries[Math.Max(0, entries.Length - Math.Max(hops, 1))];
    }

    private static string? SchemeOrNull(string? text) => text?.ToLowerInvariant() is "http" or "https" ? text.ToLowerInvariant() : null;

    private static string? HostOrNull(string? text) =>
        text is { Length: > 0 and <= LongestHost }
            && !text.AsSpan().ContainsAnyExcept(HostCharacters)
            && Uri.TryCreate($"http://{text}", UriKind.Absolute, out _)
            ? text
            : null;

    private static string? PrefixOrNull(string text) =>
        text.Length <= LongestPrefix
            && text.StartsWith('/')
            && !text.Contains("//", StringComparison.Ordinal)
            && !text.AsSpan().ContainsAnyExcept(PrefixCharacters)
            ? text.TrimEnd('/')
            : null;

    private readonly record struct Told(string? Scheme, string? Host, string? Prefix);
}
