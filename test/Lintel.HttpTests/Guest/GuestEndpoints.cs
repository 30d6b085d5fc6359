using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Lintel.HttpTests.Guest;

/// <summary>Counts what ran, by the credential that the request came with.</summary>
public sealed class Runs
{
    private readonly ConcurrentDictionary<string, int> _byPath = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of times that code of the application ran for a path.</summary>
    public int Of(string path) => _byPath.GetValueOrDefault(path);

    internal string Note(HttpContext http)
    {
        _byPath.AddOrUpdate(http.Request.Path, 1, (_, count) => count + 1);
        return "ran";
    }
}

/// <summary>One endpoint of each kind that ASP.NET Core knows, all in the shop's base path or reaching into it, and none mapped by MapApi.</summary>
internal static class GuestEndpoints
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<Runs>();
        services.AddSingleton<LateEndpoints>();
        services.AddHttpContextAccessor();
        services.AddControllers().AddApplicationPart(typeof(GuestEndpoints).Assembly);
        services.AddSignalR();
        services.AddHealthChecks().AddCheck<CountedCheck>("counted");
    }

    public static void Map(WebApplication app)
    {
        app.UseLintel();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new OneFile(), ServeUnknownFileTypes = true });
        app.Map("/shop/export", (HttpContext http, Runs runs) => runs.Note(http)).RequireScope("things:read");
        app.MapControllers();
        app.MapControllerRoute("conventional", "{controller}/{action}");
        app.MapHub<GuestHub>("/shop/hub").RequireScope("things:read");
        app.MapHealthChecks("/shop/health").RequireScope("things:read");
        app.MapFallback("/shop/own/{**rest}", Run).RequireScope("things:read");
        app.MapGet("/{tenant}/reach", (HttpContext http, Runs runs) => runs.Note(http));
        app.MapFallback(Run);
        app.MapApi("shop").MapGet("/things", (HttpContext http, Runs runs) => runs.Note(http)).RequireScope("things:read");
        ((IEndpointRouteBuilder)app).DataSources.Add(app.Services.GetRequiredService<LateEndpoints>());
    }

    private static Task Run(HttpContext http) => http.Response.WriteAsync(http.RequestServices.GetRequiredService<Runs>().Note(http));

    /// <summary>The file <c>/shop/logo.txt</c>, found as a folder's provider finds it, whatever the number of slashes.</summary>
    private sealed class OneFile : IFileProvider
    {
        public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

        public IFileInfo GetFileInfo(string subpath) =>
            string.Join('/', subpath.Split('/', StringSplitOptions.RemoveEmptyEntries)) is "shop/logo.txt" or "logo.txt"
                ? new TextFile()
                : new NotFoundFileInfo(subpath);

        public IChangeToken Watch(string filter) => NullChangeToken.Singleton;
    }

    private sealed class TextFile : IFileInfo
    {
        public bool Exists => true;

        public bool IsDirectory => false;

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public long Length => 4;

        public string Name => "logo.txt";

        public string? PhysicalPath => null;

        public Stream CreateReadStream() => new MemoryStream("logo"u8.ToArray());
    }

    private sealed class CountedCheck(Runs runs, IHttpContextAccessor http) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            runs.Note(http.HttpContext!);
            return Task.FromResult(HealthCheckResult.Healthy());
        }
    }
}

/// <summary>Endpoints that appear when the application already runs.</summary>
internal sealed class LateEndpoints : EndpointDataSource, IDisposable
{
    private List<Endpoint> _endpoints = [];
    private CancellationTokenSource _changed = new();

    public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

    public void Add(string pattern, Action<IEndpointConventionBuilder>? conventions = null)
    {
        var builder = new OneBuilder(new RouteEndpointBuilder(
            http => http.Response.WriteAsync(http.RequestServices.GetRequiredService<Runs>().Note(http)),
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse(pattern),
            order: 0));
        conventions?.Invoke(builder);
        _endpoints = [.. _endpoints, builder.Endpoint.Build()];
        var changed = _changed;
        _changed = new CancellationTokenSource();
        changed.Cancel();
    }

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

    public void Dispose() => _changed.Dispose();

    private sealed class OneBuilder(EndpointBuilder endpoint) : IEndpointConventionBuilder
    {
        public EndpointBuilder Endpoint => endpoint;

        public void Add(Action<EndpointBuilder> convention) => convention(endpoint);
    }
}

/// <summary>An attribute-routed controller inside the base path.</summary>
[Route("shop/customers")]
public sealed class GuestCustomersController(Runs runs) : ControllerBase
{
    /// <summary>Any method.</summary>
    public string Any() => runs.Note(HttpContext);
}

/// <summary>An attribute-routed controller that a page of another origin may call.</summary>
[Route("shop/cors")]
[EnableCors("page")]
public sealed class GuestCorsController : ControllerBase
{
    /// <summary>Reads.</summary>
    [HttpGet]
    public string Read() => "controller";
}

/// <summary>A conventional controller whose name happens to be the base path.</summary>
public sealed class ShopController(Runs runs) : ControllerBase
{
    /// <summary>Lies at /shop/ping by its name alone.</summary>
    public string Ping() => runs.Note(HttpContext);
}

/// <summary>A hub inside the base path.</summary>
public sealed class GuestHub : Hub;
