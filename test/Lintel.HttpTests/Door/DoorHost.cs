using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Door;

/// <summary>A small API of its own behind the front door, on real Kestrel, with stores in memory.</summary>
internal sealed class DoorHost : IAsyncDisposable
{
    public const string Contract = """
        api: shop
        title: Shop API
        basePath: /shop
        credentials:
          - { kind: bearer, prefix: shop }
        order: [credential, key, limit, route, method, scope, precondition, body, resource, rules]
        unknownMembers: refuse
        sizes: { body: 4 KiB, uri: 1 KiB, headers: 8 KiB, depth: 8 }
        scopes:
          - { name: "things:read", allows: Read things. }
          - { name: "things:write", allows: Write things., implies: ["things:read"] }
        envelope: { code: $code, message: $message, status: $status, details: $details?, wait: $retryAfter?, id: $requestId }
        fieldErrors: { form: list }
        limits:
          - { name: account, per: account, allow: 50, window: 1 minute, headers: ietf }
        errors:
          unauthenticated: { status: 401, when: [credential.missing, credential.malformed, credential.empty], message: Send a key., meaning: No key., fix: Send one., retry: never }
          bad_key: { status: 401, when: credential.invalid, message: The key does not work., meaning: Bad key., fix: Make a new one., retry: never }
          forbidden: { status: 403, when: permission.denied, message: Not allowed., meaning: Not allowed., fix: Ask., retry: never }
          no_scope: { status: 403, when: scope.missing, message: "Needs '{required}'.", details: { required: string, available: [string] }, meaning: Scope., fix: Add it., retry: never }
          not_found: { status: 404, when: not_found, message: "{problem}", meaning: Nothing there., fix: Look again., retry: never }
          no_method: { status: 405, when: method.unsupported, message: "No {method} here.", meaning: Method., fix: Use another., retry: never }
          unknown_method: { status: 501, when: method.unknown, message: "Nobody knows {method}.", meaning: Method., fix: Use another., retry: never }
          invalid: { status: 422, when: request.invalid, message: "{problem}", details: fieldErrors, meaning: Invalid., fix: Mend it., retry: never }
          malformed: { status: 400, when: request.malformed, message: "{problem}", meaning: Malformed., fix: Mend it., retry: never }
          too_large: { status: 413, when: request.too_large, message: "{problem}", meaning: Too large., fix: Send less., retry: never }
          uri_too_long: { status: 414, when: request.uri_too_long, message: "{problem}", meaning: Too long., fix: Send less., retry: never }
          headers_too_large: { status: 431, when: request.headers_too_large, message: "{problem}", meaning: Too large., fix: Send less., retry: never }
          media_type: { status: 415, when: request.media_type, message: "{problem}", meaning: Type., fix: Send JSON., retry: never }
          encoding: { status: 415, when: request.encoding, message: "{problem}", meaning: Coding., fix: Send it plain., retry: never }
          conflict: { status: 409, when: state.conflict, message: Conflict., meaning: State., fix: Look first., retry: never }
          sold_out: { status: 409, message: "{what} is sold out.", arguments: [what], meaning: Sold out., fix: Wait., retry: never }
          rate: { status: 429, when: rate.exceeded, message: "Wait {retryAfter} s.", meaning: Too many., fix: Wait., retry: { after: header } }
          error: { status: 500, when: server.error, message: Something failed., meaning: Failed., fix: Tell us the id., retry: { after: 5..10 } }
          unavailable: { status: 503, when: server.dependency, message: Try again soon., retryAfter: 2, meaning: Down., fix: Wait., retry: { after: header } }
        """;

    private readonly WebApplication _app;

    private DoorHost(WebApplication app, ManualClock clock, InMemoryStores stores)
    {
        _app = app;
        Clock = clock;
        Stores = stores;
        Address = new Uri(app.Urls.First());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public ManualClock Clock { get; }

    public InMemoryStores Stores { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public string Key { get; private set; } = string.Empty;

    public string AccountId { get; private set; } = string.Empty;

    public static async Task<DoorHost> StartAsync(
        Action<RouteGroupBuilder> map,
        Action<LintelOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Func<string, string>? contract = null,
        Action<ApiOptions>? api = null,
        Action<WebApplication>? before = null,
        Action<WebApplication>? after = null)
    {
        var clock = new ManualClock();
        var stores = new InMemoryStores();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddLintel(options =>
        {
            options.Contracts.Add(ContractReader.Read(contract is null ? Contract : contract(Contract), "shop.yaml"));
            configure?.Invoke(options);
        }).AddInMemoryStores(stores);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        before?.Invoke(app);
        app.UseLintel();
        after?.Invoke(app);
        map(app.MapApi("shop", api));
        await app.StartAsync();
        var host = new DoorHost(app, clock, stores);
        (host.AccountId, host.Key) = await host.IssueAsync("things:write");
        return host;
    }

    /// <summary>A new account with one key.</summary>
    public Task<(string AccountId, string Key)> IssueAsync(params string[] scopes) => TestKeys.IssueAsync(Services, "shop", scopes);

    public async Task<HttpResponseMessage> SendAsync(
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

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<RequestLogEntry?> FindAsync(string requestId)
    {
        await Services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
        return await Stores.RequestLog.FindAsync(requestId, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
