using System.Diagnostics;
using System.Reflection;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Keeps secrets in paths and queries out of the framework's own log of requests, which is written before any middleware runs and after all of it. For a
/// request inside an API both are masked while these lines are written and are the caller's in between. Costs nothing where that log is off.
/// <see cref="MaskedServer"/> tells of requests; for other servers than Kestrel the framework's event does.
/// </summary>
internal sealed class HostingLogMask(DiagnosticListener diagnostics, ApiDirectory apis, SecretMask mask, ILoggerFactory loggers, IServiceProvider services)
    : IObserver<KeyValuePair<string, object?>>, IStartupFilter, IDisposable
{
    private const string BeginRequest = "Microsoft.AspNetCore.Hosting.BeginRequest";
    private const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";
    private const string Masked = "***";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    private IDisposable? _subscription;
    private PropertyInfo? _context;
    private volatile bool _hasMasked;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (services.GetService<IServer>() is not MaskedServer)
        {
            _subscription ??= diagnostics.Subscribe(this, name => string.Equals(name, BeginRequest, StringComparison.Ordinal));
        }

        app.Use(inner => http => _hasMasked && http.Features.Get<MaskedTarget>() is { } target ? RunAsync(inner, http, target) : inner(http));
        next(app);
    };

    /// <summary>Masks path and query of a request until the application's middleware runs.</summary>
    public void Cover(IFeatureCollection features)
    {
        if (!_logger.IsEnabled(LogLevel.Information) || features.Get<IHttpRequestFeature>() is not { } request || !IsInside(request.Path))
        {
            return;
        }

        var sent = new Target(request.Path, request.QueryString);
        var masked = new Target(mask.Mask(sent.Path), MaskQuery(sent.Query));
        if (masked != sent)
        {
            features.Set(new MaskedTarget(sent, masked));
            (request.Path, request.QueryString) = masked;
            _hasMasked = true;
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (ContextOf(value.Value) is { } http)
        {
            Cover(http.Features);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscription?.Dispose();

    private static async Task RunAsync(RequestDelegate next, HttpContext http, MaskedTarget target)
    {
        Set(http.Request, target.Sent);
        try
        {
            await next(http);
        }
        finally
        {
            Set(http.Request, target.Masked);
        }
    }

    // Not by conversion, which would decode the path once more.
    private static void Set(HttpRequest request, Target target) =>
        (request.Path, request.QueryString) = (new PathString(target.Path), new QueryString(target.Query));

    // The event's type is the framework's own; the name of its property is what it promises to listeners.
    private HttpContext? ContextOf(object? data) => (_context ??= data?.GetType().GetProperty("httpContext"))?.GetValue(data) as HttpContext;

    /// <summary>Tells whether the path is an API's, also below a path base that is taken away later.</summary>
    private bool IsInside(string path) =>
        apis.All.Any(runtime => path.Contains(runtime.Contract.BasePath, StringComparison.OrdinalIgnoreCase)) || apis.IsMisread(path);

    private string MaskQuery(string sent)
    {
        var pairs = new List<string>();
        var isMasked = false;
        foreach (var pair in new QueryStringEnumerable(sent))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            var (shownName, shownValue) = (mask.Mask(name), value.Length > 0 && CredentialNames.Contains(name) ? Masked : mask.Mask(value));
            var isSecret = shownName != name || shownValue != value;
            isMasked |= isSecret;
            pairs.Add(isSecret ? $"{Shown(shownName)}={Shown(shownValue)}" : $"{pair.EncodedName}={pair.EncodedValue}");
        }

        return isMasked ? "?" + string.Join('&', pairs) : sent;
    }

    /// <summary>Escapes a text, so that it ends no line of the log; stars stay.</summary>
    private static string Shown(string text) => Uri.EscapeDataString(text).Replace("%2A", "*", StringComparison.Ordinal);

    /// <summary>Path and query of a request.</summary>
    private readonly record struct Target(string Path, string Query);

    /// <summary>The two forms of one target.</summary>
    private sealed record MaskedTarget(Target Sent, Target Masked);
}
