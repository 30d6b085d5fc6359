using System.IO.Pipelines;
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

    private const int MostWaits = 50;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly string _root = apis.Named(Contract.Default.Api).Contract.BasePath + "/v1";

    /// <summary>Sends a request for a page.</summary>
    /// <param name="outer">The browser's request, whose address, host and end are those of this one.</param>
    /// <param name="token">The token of the session; null for nobody's.</param>
    /// <param name="request">The request.</param>
    public async Task<ManagementReply> SendAsync(HttpContext outer, string? token, ManagementRequest request)
    {
        // No id has the character, and no path may.
        if (request.Path.Contains("%00", StringComparison.Ordinal))
        {
            return ManagementReply.NoSuchRecord;
        }

        var reply = await SendOnceAsync(outer, token, request);
        for (var waits = 0; waits < MostWaits && reply.IsInFlight; waits++)
        {
            // The same form was sent a moment before: both show what it did.
            await Task.Delay(Wait, TimeProvider.System, outer.RequestAborted);
            reply = await SendOnceAsync(outer, token, request);
        }

        return reply;
    }

    private async Task<ManagementReply> SendOnceAsync(HttpContext outer, string? token, ManagementRequest request)
    {
        using var answer = new MemoryStream();
        await using var scope = scopes.CreateAsyncScope();
        var http = ContextOf(outer, token, request, answer, scope.ServiceProvider);
        await InvokeAsync(http);
        return new ManagementReply(http.Response.StatusCode, answer.ToArray())
        {
            EntityTag = http.Response.Headers.ETag,
            IsInFlight = http.Response is { StatusCode: StatusCodes.Status409Conflict, Headers.RetryAfter.Count: > 0 },
        };
    }

    /// <summary>Sends a request whose answer goes to the browser as it comes.</summary>
    /// <param name="outer">The browser's request.</param>
    /// <param name="token">The token of the session.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">Takes the answer.</param>
    public async Task RelayAsync(HttpContext outer, string token, ManagementRequest request, RelayedBody body)
    {
        await using var scope = scopes.CreateAsyncScope();
        var http = ContextOf(outer, token, request, body, scope.ServiceProvider);
        body.Inner = http.Response;
        await InvokeAsync(http);
        body.Begin();
    }

    /// <summary>Sends a request whose answer goes on, and reads the answer as it comes.</summary>
    /// <param name="outer">The browser's request. When it ends, so does this one.</param>
    /// <param name="token">The token of the session.</param>
    /// <param name="request">The request.</param>
    /// <param name="read">Takes the status and the body.</param>
    public async Task StreamAsync(HttpContext outer, string token, ManagementRequest request, Func<int, Stream, Task> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(outer.RequestAborted);
        var pipe = new Pipe();
        var http = ContextOf(outer, token, request, pipe.Writer.AsStream(), scope.ServiceProvider);
        http.Features.Set<IHttpRequestLifetimeFeature>(new StreamLifetime(outer, ended.Token));
        var answering = AnswerAsync(http, pipe.Writer);
        try
        {
            // The status stands once there is something to read.
            var first = await pipe.Reader.ReadAsync(ended.Token);
            pipe.Reader.AdvanceTo(first.Buffer.Start);
            await read(http.Response.StatusCode, pipe.Reader.AsStream(leaveOpen: true));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The browser is gone.
        }
        finally
        {
            await ended.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await answering;
        }
    }

    private async Task AnswerAsync(HttpContext http, PipeWriter answer)
    {
        try
        {
            await InvokeAsync(http);
        }
        finally
        {
            await answer.CompleteAsync();
        }
    }

    private async Task InvokeAsync(HttpContext http)
    {
        await pipeline.InvokeAsync(http);
        await http.Response.CompleteAsync();
    }

    private DefaultHttpContext ContextOf(HttpContext outer, string? token, ManagementRequest request, Stream answer, IServiceProvider services)
    {
        var http = new DefaultHttpContext(FeaturesOf(outer, request, answer)) { RequestServices = services };
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

        if (request.IfMatch is { } tag)
        {
            http.Request.Headers.IfMatch = tag;
        }

        return http;
    }

    private FeatureCollection FeaturesOf(HttpContext outer, ManagementRequest request, Stream answer)
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
        features.Set<IHttpMaxRequestBodySizeFeature>(new BodySize());
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

    /// <summary>The bound of a body, which the guard of bodies keeps. Without the feature, the framework warns that the server has none.</summary>
    private sealed class BodySize : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }

    /// <summary>The life of a request whose answer goes on: a reader that has stopped reading loses the connection itself.</summary>
    private sealed class StreamLifetime(HttpContext outer, CancellationToken aborted) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; } = aborted;

        public void Abort() => outer.Abort();
    }
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

    /// <summary>The entity tag that the record must have for the change to be made; null for any.</summary>
    public string? IfMatch { get; init; }
}
