using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Guest;

/// <summary>An application of somebody else, with its own endpoints and middleware, that has the shop's contract for one base path.</summary>
internal sealed class GuestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GuestHost(WebApplication app, LogCapture log)
    {
        _app = app;
        Log = log;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public LogCapture Log { get; }

    public HttpClient Client { get; }

    /// <summary>A key with all scopes.</summary>
    public string Key { get; private set; } = string.Empty;

    /// <summary>A key without scopes.</summary>
    public string KeyWithoutScope { get; private set; } = string.Empty;

    public IServiceProvider Services => _app.Services;

    /// <param name="pipeline">Middleware and endpoints, <c>UseLintel</c> among them.</param>
    /// <param name="services">The application's services; before Lintel's are added.</param>
    /// <param name="options">Lintel's settings.</param>
    /// <param name="late">Services that are registered after Lintel's.</param>
    public static async Task<GuestHost> StartAsync(
        Action<WebApplication> pipeline,
        Action<IServiceCollection>? services = null,
        Action<LintelOptions>? options = null,
        Action<IServiceCollection>? late = null)
    {
        var log = new LogCapture { Least = LogLevel.Information };
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        builder.Services.AddLintel(lintel => Configure(lintel, options)).AddInMemoryStores().AddReference();
        late?.Invoke(builder.Services);
        var app = builder.Build();
        pipeline(app);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var host = new GuestHost(app, log);
        host.Key = (await TestKeys.IssueAsync(app.Services, "shop", "things:write")).Key;
        host.KeyWithoutScope = (await TestKeys.IssueAsync(app.Services, "shop")).Key;
        return host;
    }

    public static void Configure(LintelOptions lintel, Action<LintelOptions>? options = null)
    {
        lintel.Contracts.Add(ContractReader.Read(DoorHost.Contract.Replace("allow: 50", "allow: 5000", StringComparison.Ordinal), "shop.yaml"));
        options?.Invoke(lintel);
    }

    /// <returns>Status, the envelope's code (null where the body is no envelope), and the body.</returns>
    public async Task<GuestAnswer> SendAsync(
        string method,
        string path,
        string? key = null,
        HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await GuestAnswer.OfAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
