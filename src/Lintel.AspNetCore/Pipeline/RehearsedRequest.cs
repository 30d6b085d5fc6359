using System.Net;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>A request that is only thought of.</summary>
internal sealed record RehearsedRequest
{
    private const string Host = "localhost";

    /// <summary>The API's name.</summary>
    public required string Api { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path and the query, percent-encoded as on the wire.</summary>
    public required string Target { get; init; }

    /// <summary>The stored key that presents itself; null where <see cref="KeyText"/> or the header fields do.</summary>
    public ApiKey? StoredKey { get; init; }

    /// <summary>The text of the key that is presented; null for none.</summary>
    public string? KeyText { get; init; }

    /// <summary>The address that the request comes from; null for that of whoever asks.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The header fields.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Makes the request, whose answer goes nowhere.</summary>
    public HttpContext ToContext(ApiRuntime runtime, IServiceProvider services, IPAddress asker, CancellationToken cancellationToken)
    {
        var features = new FeatureCollection();
        var mark = Target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? Target : Target[..mark];
        var request = new HttpRequestFeature
        {
            Method = Method,
            Scheme = "https",
            Protocol = HttpProtocol.Http11,
            RawTarget = Target,
            Path = PathString.FromUriComponent(path).Value!,
            QueryString = mark < 0 ? string.Empty : Target[mark..],
            Headers = FieldsOf(runtime.Contract),
            Body = Body is null ? Stream.Null : new MemoryStream(Body, writable: false),
        };
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = Address ?? asker });
        features.Set<IHttpRequestBodyDetectionFeature>(new HasBody(Body is { Length: > 0 }));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = cancellationToken });
        return new DefaultHttpContext(features) { RequestServices = services };
    }

    private HeaderDictionary FieldsOf(Contract contract)
    {
        var fields = new HeaderDictionary { ["Host"] = Host };
        foreach (var (name, value) in Headers)
        {
            fields[name] = value;
        }

        if (Body is not null)
        {
            fields.ContentLength = Body.Length;
        }

        if (KeyText is { } text && QueryCredential.SchemeOf(text, [.. contract.Credentials.Where(scheme => scheme is KeyScheme)]) is { } keys)
        {
            fields[keys.Header] = keys.Kind == CredentialKind.Bearer ? $"Bearer {text}" : text;
        }

        return fields;
    }

    private sealed class HasBody(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => canHaveBody;
    }
}
