using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lintel.Pixel;
using Lintel.Sqlite;
using Lintel.Testing;
using Lintel.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lintel.Tests.Pixel;

/// <summary>The built-in warehouse, listening on a free port, with its client and a clock to move.</summary>
internal sealed class Warehouse : IAsyncDisposable
{
    public const string Account = "acct_one";
    public const string Website = "admx_one";

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of thirty-two bytes, ok");

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly WarehouseAddress _address = new();

    private Warehouse()
    {
        Database = new WarehouseDatabase(SqliteDatabase.Open(_folder.File("warehouse.db"), WarehouseDatabase.Migrations));
        Store = new WarehouseStore(Database, Clock);
        Tokens = new WarehouseTokens(Secret, Clock);
        var requests = new WarehouseRequests(Store, new PipeReader(Database, Clock), Tokens, NullLogger<WarehouseRequests>.Instance);
        Server = new WarehouseServer(requests, _address, _services, NullLoggerFactory.Instance);
        Client = new WarehouseClient(Http, WarehouseSettings.Read(new ConfigurationBuilder().Build()), _address, Tokens, Clock);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ManualClock Clock { get; } = new();

    public WarehouseDatabase Database { get; }

    public WarehouseStore Store { get; }

    public WarehouseTokens Tokens { get; }

    public WarehouseServer Server { get; }

    public WarehouseClient Client { get; }

    public HttpClient Http { get; } = new();

    public static async Task<Warehouse> StartAsync()
    {
        var warehouse = new Warehouse();
        await warehouse.Server.StartAsync(Cancel);
        return warehouse;
    }

    public static WarehouseGrant Grant(string pipe, string account = Account, params string[] websites) =>
        new(account, websites.Length == 0 ? [Website] : websites, pipe);

    public WarehouseEvent Event(string id, string name = "pageview", double minutesAgo = 0) => new()
    {
        EventId = id,
        WebsiteId = Website,
        Name = name,
        At = (Clock.GetUtcNow() - TimeSpan.FromMinutes(minutesAgo)).ToUnixTimeMilliseconds(),
    };

    /// <summary>A pageview, straight into the store.</summary>
    public Task<IngestReceipt> ViewAsync(string id, string visitor, string path, string? referrer = null, double minutesAgo = 0) =>
        Store.IngestAsync(
            Account,
            Event(id, minutesAgo: minutesAgo) with { VisitorId = visitor, SessionId = "s-" + visitor, Path = path, Referrer = referrer },
            Cancel);

    /// <summary>The rows of a pipe as compact JSON, over HTTP.</summary>
    public async Task<string> RowsAsync(string pipe, PipeFilter? filter = null, string account = Account, params string[] websites)
    {
        using var answer = await AnswerAsync(pipe, filter, account, websites);
        return answer.RootElement.GetProperty("data").GetRawText();
    }

    public async Task<JsonDocument> AnswerAsync(string pipe, PipeFilter? filter = null, string account = Account, params string[] websites)
    {
        var outcome = await Client.QueryAsync(Grant(pipe, account, websites), filter ?? new PipeFilter(), Cancel);
        Assert.True(outcome.TryGet(out var body), outcome.Refusal?.Cause?.Description);
        return JsonDocument.Parse(body);
    }

    /// <summary>Calls the warehouse with any token.</summary>
    public async Task<int> StatusAsync(string path, string? token, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_address.BuiltIn!, path));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request, Cancel);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Client.Dispose();
        await Database.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
