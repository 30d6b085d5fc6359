using System.Text.Json.Nodes;
using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Guest;
using Lintel.HttpTests.Harness;
using Lintel.Requests;
using Lintel.Stores;
using Lintel.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Tokens;

/// <summary>The orders API of docs/tokens.md on real Kestrel, with an issuer beside it and a clock that a test moves.</summary>
internal sealed class TokenHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TokenHost(WebApplication app, TokenIssuer issuer, ManualClock clock, LogCapture log)
    {
        _app = app;
        Issuer = issuer;
        Clock = clock;
        Log = log;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public static string Contract { get; } = File.ReadAllText(Repository.PathOf("test", "Lintel.HttpTests", "Tokens", "orders.yaml"));

    private static string Management { get; } = File.ReadAllText(Repository.PathOf("src", "Lintel.Core", "Contracts", "lintel.yaml"));

    public TokenIssuer Issuer { get; }

    public ManualClock Clock { get; }

    public LogCapture Log { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public string AccountId { get; private set; } = string.Empty;

    /// <summary>A key of the same account.</summary>
    public string Key { get; private set; } = string.Empty;

    /// <summary>A key of the management API that may revoke.</summary>
    public string ManagementKey { get; private set; } = string.Empty;

    /// <param name="issuer">The issuer; null for one of the host's own.</param>
    /// <param name="contract">Changes the contract; it names the issuer's real address by then.</param>
    /// <param name="configure">Lintel's settings.</param>
    /// <param name="stores">Adds the stores; null for those in memory.</param>
    /// <param name="clock">The clock; null for a new one.</param>
    /// <param name="management">Changes the contract of the management API; null for Lintel's own.</param>
    /// <param name="withKeys">Whether the contract has keys.</param>
    /// <param name="endpoint">Answers <c>GET /orders/all</c>; null for the subject and scopes of the user.</param>
    public static async Task<TokenHost> StartAsync(
        TokenIssuer? issuer = null,
        Func<string, string>? contract = null,
        Action<LintelOptions>? configure = null,
        Action<ILintelBuilder>? stores = null,
        ManualClock? clock = null,
        Delegate? endpoint = null,
        bool withKeys = true,
        Func<string, string>? management = null)
    {
        issuer ??= await TokenIssuer.StartAsync();
        clock ??= new ManualClock();
        var log = new LogCapture { Least = LogLevel.Information };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        var text = Contract.Replace("https://login.example.com/.well-known/jwks.json", issuer.Address, StringComparison.Ordinal);
        var lintel = builder.Services.AddLintel(options =>
        {
            options.Contracts.Add(ContractReader.Read(contract is null ? text : contract(text), "orders.yaml"));
            options.Contracts.Add(management is null ? Lintel.Contracts.Contract.Default : ContractReader.Read(management(Management), "lintel.yaml"));
            configure?.Invoke(options);
        });
        (stores ?? (lintel => lintel.AddInMemoryStores()))(lintel);
        var app = builder.Build();
        app.UseLintel();
        app.MapManagement();
        var orders = app.MapApi("orders");
        Delegate all = endpoint ?? Show;
        orders.MapGet("/all", all).RequireScope("orders:read");
        orders.MapPost("/all", (ApiCall call) => Results.Json(new { placed = true })).RequireScope("orders:write");
        if (withKeys)
        {
            orders.MapGet("/keys", (ApiCall call) => call.Key.Name).AcceptsCredential("bearer");
        }

        orders.MapGet("/tokens", (ApiCall call) => call.Subject).AcceptsCredential("jwt");
        await app.StartAsync();
        var host = new TokenHost(app, issuer, clock, log);
        await host.AddAccountAsync(withKeys);
        (_, host.ManagementKey) = await TestKeys.IssueAsync(app.Services, "lintel", "keys:write", "audit:read");
        return host;
    }

    public T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>The claims of a good token of the host's account.</summary>
    public JsonObject Claims(string person = "ada") => new()
    {
        ["iss"] = TokenIssuer.Name,
        ["aud"] = TokenIssuer.Audience,
        ["sub"] = person,
        ["orders_account"] = AccountId,
        ["scope"] = "openid orders:read",
        ["client_id"] = "till",
        ["iat"] = Clock.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = Clock.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds(),
        ["jti"] = "t-" + person,
    };

    /// <summary>A token that is good but for what a test changes.</summary>
    public string Token(Action<JsonObject>? change = null, string person = "ada", string keyId = "rsa", System.Security.Cryptography.RSA? key = null)
    {
        var claims = Claims(person);
        change?.Invoke(claims);
        return TokenIssuer.Sign($$"""{"alg":"RS256","typ":"at+jwt","kid":"{{keyId}}"}""", claims.ToJsonString(), key);
    }

    public Task<GuestAnswer> GetAsync(string? token, string path = "/orders/all") =>
        SendAsync("GET", path, token is null ? [] : [("Authorization", $"Bearer {token}")]);

    public async Task<GuestAnswer> SendAsync(string method, string path, (string Name, string Value)[] headers, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await GuestAnswer.OfAsync(response);
    }

    /// <summary>Revokes by the management API.</summary>
    public async Task<(int Status, JsonNode? Body)> RevokeAsync(object body, string? key = null)
    {
        var answer = await SendAsync(
            "POST",
            "/lintel/v1/tokens/revoke",
            [("Authorization", $"Bearer {key ?? ManagementKey}")],
            System.Net.Http.Json.JsonContent.Create(body));
        return (answer.Status, JsonNode.Parse(answer.Body));
    }

    /// <summary>The newest line of the request log of the orders API.</summary>
    public async Task<RequestLogEntry> EntryAsync()
    {
        await Services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
        var page = await Services.GetRequiredService<ILintelStores>().RequestLog.SearchAsync(
            new RequestLogQuery { Api = "orders", Limit = 1 },
            CancellationToken.None);
        return Assert.Single(page.Entries);
    }

    private static string Show(ApiCall call, Account account) => $"{account.Id} {call.Subject}";

    private async Task AddAccountAsync(bool withKeys)
    {
        if (withKeys)
        {
            (AccountId, Key) = await TestKeys.IssueAsync(Services, "orders", "orders:read");
            return;
        }

        var created = await Service<AccountService>().CreateAsync(new NewAccount { Api = "orders", Name = "Test" }, CancellationToken.None);
        AccountId = ((AccountResult.Changed)created).Account.Id;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
