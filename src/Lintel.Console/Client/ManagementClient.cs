using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Console;

/// <summary>
/// Sends requests to the management API within the process, so that everything that holds for its callers holds for the console: guards, rights, limits,
/// validation, the audit log.
/// </summary>
internal sealed class ManagementClient(InnerPipeline pipeline, ApiDirectory apis, IServiceScopeFactory scopes)
{
    private static readonly string[] Told =
        ["Host", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Proto", "User-Agent"];

    private readonly string _root = apis.Named(Contract.Default.Api).Contract.BasePath + "/v1";

    /// <summary>Sends a request for a page.</summary>
    /// <param name="outer">The browser's request, whose address, host and end are those of this one.</param>
    /// <param name="token">The token of the session; null for nobody's.</param>
    /// <param name="request">The request.</param>
    public async Task<ManagementReply> SendAsync(HttpContext outer, string? token, ManagementRequest request)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var answer = new MemoryStream();
        var features = FeaturesOf(outer, request, answer);
        var http = new DefaultHttpContext(features) { RequestServices = scope.ServiceProvider };
        foreach (var name in Told)
        {
            http.Request.Headers[name] = outer.Request.Headers[name];
        }

        if (token is not null)
        {
            http.Request.Headers.Authorization = $"Bearer {token}";
        }

        http.Request.Headers.Accept = "application/json";
        if (request.Once is { } once)
        {
            http.Request.Headers["Idempotency-Key"] = once;
        }

        await pipeline.InvokeAsync(http);
        await http.Response.CompleteAsync();
        return new ManagementReply(http.Response.StatusCode, answer.ToArray());
    }

    private FeatureCollection FeaturesOf(HttpContext outer, ManagementRequest request, MemoryStream answer)
    {
        var body = request.Body is { } node ? System.Text.Encoding.UTF8.GetBytes(node.ToJsonString()) : null;
        var path = _root + request.Path;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = request.Method,
            Scheme = outer.Request.Scheme,
            Protocol = HttpProtocol.Http11,
            PathBase = outer.Request.PathBase,
            Path = PathString.FromUriComponent(path),
            QueryString = request.Query.ToUriComponent(),
            RawTarget = outer.Request.PathBase.ToUriComponent() + path + request.Query.ToUriComponent(),
            Headers = HeadersOf(body),
            Body = body is null ? Stream.Null : new MemoryStream(body),
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestBodyDetectionFeature>(new Detected(body is not null));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = outer.RequestAborted });
        features.Set(outer.Features.Get<IHttpConnectionFeature>());
        if (HttpMethods.IsGet(request.Method))
        {
            features.Set(QuietRequest.ByPage);
        }

        return features;
    }

    private static HeaderDictionary HeadersOf(byte[]? body) =>
        body is null ? [] : new HeaderDictionary { ContentLength = body.Length, ["Content-Type"] = "application/json" };

    private sealed record Detected(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}

/// <summary>A request to the management API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The escaped path below the API's own, such as <c>/keys</c>.</param>
internal sealed record ManagementRequest(string Method, string Path)
{
    /// <summary>The query; empty for none.</summary>
    public QueryString Query { get; init; }

    /// <summary>The body; null for none.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The idempotency key: a form that is sent twice changes once. null for none.</summary>
    public string? Once { get; init; }
}
