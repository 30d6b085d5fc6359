using System.Net.Http.Headers;
using System.Text.Json;
using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.GuestTests;

/// <summary>A small application with the sample's contract, whose middleware and endpoints are those of one test.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly IHost _host;

    private Shop(IHost host, LogLines log)
    {
        (_host, Log) = (host, log);
        Client = Server.CreateClient();
    }

    public LogLines Log { get; }

    /// <summary>A client of the server in memory.</summary>
    public HttpClient Client { get; }

    /// <summary>A key with every scope.</summary>
    public string Key { get; private set; } = string.Empty;

    public TestServer Server => (TestServer)_host.Services.GetRequiredService<IServer>();

    /// <param name="pipeline">Middleware and endpoints, <c>UseLintel</c> among them.</param>
    /// <param name="services">The application's services.</param>
    /// <param name="contract">Changes the sample's contract.</param>
    public static async Task<Shop> StartAsync(
        Action<WebApplication> pipeline,
        Action<IServiceCollection>? services = null,
        Func<string, string>? contract = null)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        services?.Invoke(builder.Services);
        AddLintel(builder.Services, contract);
        var app = builder.Build();
        pipeline(app);
        return await StartAsync(app, log);
    }

    /// <summary>An application with a <c>Startup</c> class.</summary>
    public static async Task<Shop> StartWithStartupAsync(Action<IApplicationBuilder> configure)
    {
        var log = new LogLines();
        var host = new HostBuilder()
            .ConfigureLogging(logging => logging.AddProvider(log))
            .ConfigureWebHost(web => web.UseTestServer().ConfigureServices(services => AddLintel(services.AddRouting())).Configure(configure))
            .Build();
        return await StartAsync(host, log);
    }

    /// <returns>Status, the envelope's code (null where the body is no envelope), and the body.</returns>
    public async Task<(int Status, string? Code, string Body)> SendAsync(HttpRequestMessage request, bool withKey = true)
    {
        using var answer = await AnswerAsync(request, withKey);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, CodeOf(body), body);
    }

    public Task<(int Status, string? Code, string Body)> SendAsync(
        string method,
        string path,
        bool withKey = true,
        HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return SendAsync(request, withKey);
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, bool withKey = true)
    {
        request.Headers.Authorization = withKey ? new AuthenticationHeaderValue("Bearer", Key) : null;
        using (request)
        {
            return await Client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a request whose decoded path no client would change.</summary>
    public async Task<(int Status, string? Code, string Body)> SendPathAsync(string path, bool withKey)
    {
        var http = await Server.SendAsync(http =>
        {
            (http.Request.Method, http.Request.Path) = (HttpMethods.Get, path);
            if (withKey)
            {
                http.Request.Headers.Authorization = $"Bearer {Key}";
            }
        });
        using var reader = new StreamReader(http.Response.Body);
        var body = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return (http.Response.StatusCode, CodeOf(body), body);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }

    private static async Task<Shop> StartAsync(IHost host, LogLines log)
    {
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        var shop = new Shop(host, log);
        var created = (AccountResult.Changed)await host.Services.GetRequiredService<AccountService>().CreateAsync(
            new NewAccount { Api = "shop", Name = "Brook Dairy", Plan = "any", Subscription = "active" }, CancellationToken.None);
        var issued = (KeyResult.Issued)await host.Services.GetRequiredService<KeyService>().IssueAsync(
            new NewKey { AccountId = created.Account.Id, Name = "till", Scopes = ["orders:write"] }, CancellationToken.None);
        shop.Key = issued.Secret;
        return shop;
    }

    private static void AddLintel(IServiceCollection services, Func<string, string>? change = null)
    {
        var contract = File.ReadAllText(Repository.PathOf("samples", "ExistingApp", "shop.yaml"));
        services.AddLintel(lintel => lintel.Contracts.Add(Contract.Parse(change?.Invoke(contract) ?? contract, "shop.yaml"))).AddInMemoryStores();
    }

    private static string? CodeOf(string body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("code", out var code)
                ? code.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
