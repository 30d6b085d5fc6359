using System.Collections.Concurrent;
using System.Net;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Kestrel;

/// <summary>Real Kestrel with one small API, for what only bare sockets can send.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    public const int BigLength = 4 * 1024 * 1024;

    private const string Contract = """
        api: shop
        title: Shop API
        basePath: /shop
        requestId: { prefix: shop_, header: X-Shop-Id }
        unlimited: because the tests send a few requests each
        credentials:
          - { kind: bearer, prefix: shop }
        order: [credential, key, route, method, body, resource, rules]
        sizes: { body: 4 KiB, uri: 8 KiB, headers: 8 KiB, depth: 8 }
        envelope: { code: $code, message: $message, id: $requestId }
        errors:
          unauthenticated: { status: 401, when: credential.invalid, message: Send a key., meaning: No key., fix: Send one., retry: never }
          forbidden: { status: 403, when: permission.denied, message: Not allowed., meaning: Not allowed., fix: Ask., retry: never }
          not_found: { status: 404, when: not_found, message: Nothing there., meaning: Nothing there., fix: Look again., retry: never }
          no_method: { status: 405, when: method.unsupported, message: Not here., meaning: Method., fix: Use another., retry: never }
          invalid: { status: 422, when: request.invalid, message: "{problem}", meaning: Invalid., fix: Mend it., retry: never }
          malformed: { status: 400, when: request.malformed, message: "The body is not JSON.", messages: { request.unreadable: "{problem}" }, meaning: Malformed., fix: Mend it., retry: never }
          too_large: { status: 413, when: request.too_large, message: "{problem}", meaning: Too large., fix: Send less., retry: never }
          uri_too_long: { status: 414, when: request.uri_too_long, message: "{problem}", meaning: Too long., fix: Send less., retry: never }
          headers_too_large: { status: 431, when: request.headers_too_large, message: "{problem}", meaning: Too large., fix: Send less., retry: never }
          rate: { status: 429, when: rate.exceeded, message: Wait., meaning: Too many., fix: Wait., retry: { after: header } }
          error: { status: 500, when: server.error, message: Failed., meaning: Failed., fix: Tell us the id., retry: { after: 5..10 } }
        """;

    private readonly WebApplication _app;

    private KestrelHost(WebApplication app, RecordingSink sink, LogCapture log)
    {
        _app = app;
        Sink = sink;
        Log = log;
        Port = new Uri(app.Urls.First()).Port;
    }

    public int Port { get; }

    public RecordingSink Sink { get; }

    public LogCapture Log { get; }

    public KestrelServerOptions Options => _app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<KestrelServerOptions>>().Value;

    /// <param name="configure">Kestrel's options, as the application sets them.</param>
    /// <param name="lintel">Lintel's options.</param>
    /// <param name="web">The web host, before anything else is set.</param>
    /// <param name="contract">Changes the contract's text.</param>
    /// <param name="before">Middleware before Lintel.</param>
    /// <param name="after">Middleware and endpoints after Lintel.</param>
    /// <param name="operations">More operations of the API.</param>
    /// <param name="services">More services.</param>
    public static async Task<KestrelHost> StartAsync(
        Action<KestrelServerOptions>? configure = null,
        Action<LintelOptions>? lintel = null,
        Action<IWebHostBuilder>? web = null,
        Func<string, string>? contract = null,
        Action<WebApplication>? before = null,
        Action<WebApplication>? after = null,
        Action<RouteGroupBuilder>? operations = null,
        Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new LogCapture();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        web?.Invoke(builder.WebHost);
        if (configure is not null)
        {
            builder.WebHost.ConfigureKestrel(configure);
        }

        builder.Services.AddLintel(options =>
        {
            options.Contracts.Add(ContractReader.Read(contract is null ? Contract : contract(Contract), "shop.yaml"));
            lintel?.Invoke(options);
        }).AddInMemoryStores();
        var sink = new RecordingSink();
        builder.Services.AddSingleton<IRequestSink>(sink);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        before?.Invoke(app);
        app.UseLintel();
        after?.Invoke(app);
        var shop = app.MapApi("shop");
        shop.MapGet("/hello", () => "hello").AllowAnonymous();
        shop.MapGet("/big", () => Results.Bytes(new byte[BigLength])).AllowAnonymous();
        shop.MapPost("/echo", async (HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync()).AllowAnonymous();
        shop.MapGet("/name", (HttpRequest request) => $"{request.Headers["X-Name"].ToString().Length}").AllowAnonymous();
        operations?.Invoke(shop);
        app.MapGet("/other/name", (HttpRequest request) => $"{request.Headers["X-Name"].ToString().Length}");
        await app.StartAsync();
        return new KestrelHost(app, sink, log);
    }

    public async Task<RawConnection> ConnectAsync() => await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, Port));

    /// <summary>Sends bytes on a connection of their own and reads until the server closes it.</summary>
    public async Task<string> ExchangeAsync(string request)
    {
        await using var connection = await ConnectAsync();
        await connection.SendAsync(request);
        return await connection.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    internal sealed class RecordingSink : IRequestSink, IDisposable
    {
        public ConcurrentQueue<RequestRecord> Records { get; } = new();

        private readonly SemaphoreSlim _taken = new(0);

        public void Dispose() => _taken.Dispose();

        public void Take(in RequestRecord record)
        {
            Records.Enqueue(record);
            _taken.Release();
        }

        /// <summary>Waits for a record that was not waited for yet.</summary>
        public async Task<RequestRecord> NextAsync()
        {
            Assert.True(await _taken.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), "Nothing was recorded.");
            return Records.ToArray()[^(_taken.CurrentCount + 1)];
        }
    }
}
