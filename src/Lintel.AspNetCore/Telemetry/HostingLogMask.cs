using System.Diagnostics;
using System.Reflection;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Keeps secrets in queries out of the framework's own log of requests, which is written before any middleware runs and after all of it. For a request inside
/// an API the query is masked while these lines are written and is the caller's in between. Costs nothing where that log is off.
/// </summary>
internal sealed class HostingLogMask(DiagnosticListener diagnostics, ApiDirectory apis, SecretMask mask, ILoggerFactory loggers)
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
        _subscription ??= diagnostics.Subscribe(this, name => string.Equals(name, BeginRequest, StringComparison.Ordinal) && _logger.IsEnabled(LogLevel.Information));
        app.Use(inner => http => _hasMasked && http.Features.Get<MaskedQuery>() is { } query ? RunAsync(inner, http, query) : inner(http));
        next(app);
    };

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (ContextOf(value.Value) is { Request.QueryString: { HasValue: true } sent } http && IsInside(http.Request.Path) && TryMask(sent.Value!, out var masked))
        {
            http.Features.Set(new MaskedQuery(sent, masked));
            http.Request.QueryString = masked;
            _hasMasked = true;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscription?.Dispose();

    private static async Task RunAsync(RequestDelegate next, HttpContext http, MaskedQuery query)
    {
        http.Request.QueryString = query.Sent;
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.QueryString = query.Masked;
        }
    }

    // The event's type is the framework's own; the name of its property is what it promises to listeners.
    private HttpContext? ContextOf(object? data) => (_context ??= data?.GetType().GetProperty("httpContext"))?.GetValue(data) as HttpContext;

    /// <summary>Tells whether the path is an API's, also below a path base that is taken away later.</summary>
    private bool IsInside(PathString path) => apis.All.Any(runtime => path.Value?.Contains(runtime.Contract.BasePath, StringComparison.OrdinalIgnoreCase) == true);

    private bool TryMask(string sent, out QueryString masked)
    {
        var pairs = new List<string>();
        var isMasked = false;
        foreach (var pair in new QueryStringEnumerable(sent))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            var (shownName, shownValue) = (mask.Mask(name), IsToken(name, value) ? Masked : mask.Mask(value));
            var isSecret = shownName != name || shownValue != value;
            isMasked |= isSecret;
            pairs.Add(isSecret ? $"{Uri.EscapeDataString(shownName)}={shownValue}" : $"{pair.EncodedName}={pair.EncodedValue}");
        }

        masked = isMasked ? new QueryString("?" + string.Join('&', pairs)) : default;
        return isMasked;
    }

    private static bool IsToken(string name, string value) => value.Length > 0 && string.Equals(name, QueryCredential.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The two forms of one query.</summary>
    private sealed record MaskedQuery(QueryString Sent, QueryString Masked);
}
