using System.Net;
using System.Text;
using Dapper;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Lintel.Requests;
using Lintel.Sqlite;
using Lintel.Storage;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Idempotency;

/// <summary>A shop with idempotent operations on real Kestrel, with Lintel's stores and a database of its own in SQLite, that can be started again.</summary>
internal sealed class OrderShop : IAsyncDisposable
{
    public const string ShopFile = "shop.db";
    private const string StoresFolder = "lintel";

    private static readonly string[] Tables = ["CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT NOT NULL)", .. IdempotencyTables.Migrations];

    private readonly TemporaryFolder _folder;
    private readonly Func<Task<WebApplication>> _start;
    private WebApplication _app;

    private OrderShop(WebApplication app, TemporaryFolder folder, ManualClock clock, LogCapture log, Func<Task<WebApplication>> start)
    {
        _app = app;
        _folder = folder;
        _start = start;
        Clock = clock;
        Log = log;
        Client = ClientOf(app);
    }

    public ManualClock Clock { get; }

    public LogCapture Log { get; }

    public HttpClient Client { get; private set; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => Client.BaseAddress!;

    public string Key { get; private set; } = string.Empty;

    /// <param name="map">Maps the operations.</param>
    /// <param name="idempotency">What the contract says under <c>idempotency</c>, in one line.</param>
    /// <param name="contract">Changes the contract.</param>
    /// <param name="services">Adds services.</param>
    /// <param name="pipeline">Puts middleware before <c>UseLintel</c>.</param>
    /// <param name="joined">True where answers are kept in the shop's own database.</param>
    /// <param name="options">Lintel's settings.</param>
    /// <param name="after">Puts middleware after <c>UseLintel</c>.</param>
    public static async Task<OrderShop> StartAsync(
        Action<RouteGroupBuilder> map,
        string idempotency = "{ }",
        Func<string, string>? contract = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? pipeline = null,
        bool joined = false,
        Action<LintelOptions>? options = null,
        Action<WebApplication>? after = null)
    {
        var folder = new TemporaryFolder();
        var clock = new ManualClock();
        var log = new LogCapture();
        var text = (contract ?? (same => same))(ContractOf(idempotency));
        var shop = new OrderShop(await StartAsync(), folder, clock, log, StartAsync);
        shop.Key = (await TestKeys.IssueAsync(shop.Services, "shop", "things:write")).Key;
        return shop;

        async Task<WebApplication> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(log);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton(_ => SqliteDatabase.Open(Path.Combine(folder.Path, ShopFile), Tables));
            builder.Services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<SqliteDatabase>());
            var lintel = builder.Services.AddLintel(lintel =>
            {
                lintel.Contracts.Add(ContractReader.Read(text, "shop.yaml"));
                options?.Invoke(lintel);
            }).AddSqlite(Path.Combine(folder.Path, StoresFolder));
            if (joined)
            {
                lintel.AddIdempotencyDatabase("shop", provider => provider.GetRequiredService<SqliteDatabase>());
            }

            services?.Invoke(builder.Services);
            var app = builder.Build();
            try
            {
                pipeline?.Invoke(app);
                app.UseLintel();
                after?.Invoke(app);
                map(app.MapApi("shop"));
                await app.StartAsync();
                return app;
            }
            catch
            {
                await app.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>The shop's contract, with the conditions of idempotency as the draft of the header has their statuses.</summary>
    public static string ContractOf(string idempotency) => DoorHost.Contract
        .Replace("precondition, body", "precondition, idempotency, body", StringComparison.Ordinal)
        .Replace("allow: 50", "allow: 5000", StringComparison.Ordinal)
        .Replace("message: Conflict.", "message: \"{problem}\"", StringComparison.Ordinal)
        .Replace(
            "errors:\n",
            $$"""
            idempotency: {{idempotency}}
            errors:
              key_missing: { status: 400, when: idempotency.missing, message: "{problem}", details: fieldErrors, meaning: No key., fix: Send one. }
              key_reused: { status: 422, when: idempotency.mismatch, message: "{problem}", details: fieldErrors, meaning: Used., fix: Send another. }
              in_progress: { status: 409, when: idempotency.in_flight, message: "{problem}", meaning: Running., fix: Wait. }

            """,
            StringComparison.Ordinal);

    public async Task RestartAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _app = await _start();
        Client = ClientOf(_app);
    }

    public Task<string> NewKeyAsync() => TestKeys.IssueAsync(Services, "shop", "things:write").ContinueWith(
        issued => issued.Result.Key,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>Sends a POST.</summary>
    /// <param name="path">The path below <c>/shop</c>.</param>
    /// <param name="idempotencyKey">The idempotency key; null for none.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="key">The API key; null for the first one.</param>
    /// <param name="header">The header of the idempotency key.</param>
    /// <param name="fields">Further header fields.</param>
    public async Task<OrderReply> PostAsync(
        string path,
        string? idempotencyKey,
        string body = """{"item":"lamp"}""",
        string? key = null,
        string header = "Idempotency-Key",
        params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/shop" + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key ?? Key}");
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation(header, idempotencyKey);
        }

        foreach (var (name, value) in fields)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await OrderReply.OfAsync(response);
    }

    /// <summary>The entry of a request in the log.</summary>
    public async Task<RequestLogEntry> FindAsync(OrderReply reply)
    {
        await Services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
        return (await Services.GetRequiredService<ILintelStores>().RequestLog.FindAsync(reply.RequestId, CancellationToken.None))!;
    }

    /// <summary>The orders in the shop's own database.</summary>
    public Task<long> CountOrdersAsync() =>
        Services.GetRequiredService<SqliteDatabase>().ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM orders"));

    public IReadOnlyList<string> ReadStore(bool own = false) => StoreContents.Read(FileOf(own));

    public IDisposable FailCommits(bool own = false) => new CommitFailure(FileOf(own));

    /// <summary>The bytes of all files of both databases.</summary>
    public string ReadFiles() => string.Concat(
        Directory.GetFiles(_folder.Path, "*.db*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(ReadShared));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static HttpClient ClientOf(WebApplication app) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };

    private string FileOf(bool own) => own ? Path.Combine(_folder.Path, ShopFile) : Path.Combine(_folder.Path, StoresFolder, "lintel.db");
}

/// <summary>An answer of the shop.</summary>
internal sealed record OrderReply(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? Code => Body.StartsWith('{') && System.Text.Json.Nodes.JsonNode.Parse(Body)!["code"] is { } code ? code.ToString() : null;

    public string RequestId => Headers["X-Request-Id"];

    public bool IsReplayed => Headers.GetValueOrDefault("Idempotency-Replayed") == "true";

    public static async Task<OrderReply> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(
            field => field.Key,
            field => string.Join(", ", field.Value),
            StringComparer.OrdinalIgnoreCase));
}
