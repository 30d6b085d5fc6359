using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Management.Demo;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Harness;

/// <summary>How a test wants its process.</summary>
internal sealed record LintelHostOptions
{
    /// <summary>Settings as in the environment, such as <c>Pixel__IngestUrl</c>.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>Whether it begins with the demo data, which is made once and copied.</summary>
    public bool Demo { get; init; } = true;

    /// <summary>The number of nodes that it is, on one database.</summary>
    public int Nodes { get; init; } = TestEngine.Nodes;

    /// <summary>What is added to the process; null for nothing.</summary>
    public HostCustomization? Customization { get; set; }
}

/// <summary>
/// The real process on real Kestrel and real SQLite, in a folder of its own, with a clock that stands still until it is moved. The same
/// composition as <c>./run</c>.
/// </summary>
internal sealed class LintelHost : IAsyncDisposable
{
    private readonly LintelHostOptions _options;
    private readonly TemporaryFolder _folder;
    private HostNodes _nodes;

    private LintelHost(LintelHostOptions options, TemporaryFolder folder, ManualClock clock, LogCapture log, HostNodes nodes)
    {
        _options = options;
        _folder = folder;
        _nodes = nodes;
        Clock = clock;
        Log = log;
        Client = ClientOf(nodes);
    }

    private HostApplication Application => _nodes.First;

    public ManualClock Clock { get; }

    /// <summary>What the process has logged.</summary>
    public LogCapture Log { get; }

    public HttpClient Client { get; private set; }

    public string DataDirectory => _folder.Path;

    /// <summary>The services of the process; of the first node, where there are several.</summary>
    public IServiceProvider Services => Application.Services;

    /// <summary>The services of each node.</summary>
    public IEnumerable<IServiceProvider> ServicesOfNodes => _nodes.All.Select(node => node.Services);

    private string? Database => Application.Settings.Postgres;

    public string BaseUrl => $"http://{_nodes.EndPoint}";

    /// <summary>The address of the management API.</summary>
    public string ManagementUrl => Application.ManagementUrl == Application.BaseUrl ? BaseUrl : Application.ManagementUrl;

    /// <summary>The address of the metrics; null where no port was set for them.</summary>
    public string? MetricsUrl => Application.MetricsUrl;

    public RawClient Raw => new(_nodes.EndPoint);

    /// <summary>A client at another address of this machine, such as 127.0.0.2; null for the usual one.</summary>
    public RawClient RawFrom(string? address) => new(_nodes.EndPoint, address is null ? null : IPAddress.Parse(address));

    /// <summary>What <c>demo.json</c> says.</summary>
    public DemoDocument Demo => DemoDocument.ReadFile(Application.DemoFile);

    public string OperatorToken => File.ReadAllText(Application.OperatorFile).Trim();

    public static async Task<LintelHost> StartAsync(LintelHostOptions? options = null)
    {
        options ??= new LintelHostOptions();
        var folder = new TemporaryFolder();
        if (options.Demo)
        {
            folder.CopyFrom(await DemoTemplate.PathAsync());
            await TestEngine.CopyAsync(await DemoTemplate.PathAsync(), folder.Path);
        }

        return await StartAsync(options, folder);
    }

    /// <summary>Starts in a folder that may hold something already; the host takes it over.</summary>
    public static async Task<LintelHost> StartAsync(LintelHostOptions options, TemporaryFolder folder)
    {
        var clock = new ManualClock();
        var log = new LogCapture();
        return new LintelHost(options, folder, clock, log, await StartAsync(options, folder, clock, log));
    }

    /// <summary>Stops the process and starts it again in the same folder, on another port, with the clock where it is.</summary>
    /// <param name="change">Settings that are different from now on.</param>
    public async Task RestartAsync(params (string Name, string? Value)[] change)
    {
        foreach (var (name, value) in change)
        {
            _options.Settings[name] = value;
        }

        await StopAsync();
        _nodes = await StartAsync(_options, _folder, Clock, Log);
        Client = ClientOf(_nodes);
    }

    /// <summary>A key or id of <c>demo.json</c>, such as <c>pixel.keys.read</c>.</summary>
    public string DemoText(string path)
    {
        JsonNode? node = JsonNode.Parse(Demo.ToString());
        foreach (var name in path.Split('.'))
        {
            node = node?[name];
        }

        return node?.ToString() ?? throw new InvalidOperationException($"demo.json has no {path}.");
    }

    /// <summary>Sends a request to the management API with the operator token, and reads its JSON.</summary>
    public async Task<JsonNode> ManageAsync(string method, string path, object? body = null)
    {
        var text = await ManageTextAsync(path, method, body);
        return JsonNode.Parse(text.Length == 0 ? "{}" : text)!;
    }

    /// <summary>Sends a request to the management API with the operator token, and reads its answer.</summary>
    public async Task<string> ManageTextAsync(string path, string method = "GET", object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/lintel/v1" + path)
        {
            Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", OperatorToken);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? text
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    /// <summary>The log's line of a request, once it is written.</summary>
    public async Task<RequestLogEntry?> FindRequestAsync(string requestId)
    {
        await Task.WhenAll(ServicesOfNodes.Select(services => services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None)));
        return await Services.GetRequiredService<ILintelStores>().RequestLog.FindAsync(requestId, CancellationToken.None);
    }

    /// <summary>Waits for the requests that a first start with demo data sends.</summary>
    public Task DemoTrafficAsync() => Application.DemoRequests;

    /// <summary>Holds the file's exclusive lock until it is disposed.</summary>
    public IDisposable LockStore(string file) => Database is { } database ? new PostgresLock(database, file) : new StoreLock(Path.Combine(DataDirectory, file));

    /// <summary>Fails every commit of the file until it is disposed.</summary>
    public IDisposable FailCommits(string file) =>
        Database is { } database ? new PostgresCommitFailure(database, file) : new CommitFailure(Path.Combine(DataDirectory, file));

    /// <summary>Everything that is in the file.</summary>
    public IReadOnlyList<string> ReadStore(string file) =>
        Database is { } database ? PostgresSchema.Read(database, file) : StoreContents.Read(Path.Combine(DataDirectory, file));

    /// <summary>The number that a query of the file answers.</summary>
    public long ReadNumber(string file, string sql) =>
        Database is { } database ? PostgresSchema.Number(database, file, sql) : StoreContents.Number(Path.Combine(DataDirectory, file), sql);

    /// <summary>Moves the file and its companions away until it is disposed; of a schema, which cannot be moved, every table is locked.</summary>
    public IDisposable MoveStoreAway(string file) => Database is { } database ? new PostgresLock(database, file) : new StoreMove(DataDirectory, file);

    /// <summary>Asks the process to stop, as SIGTERM does, and waits until it has.</summary>
    public Task StopApplicationAsync() => Task.WhenAll(_nodes.All.Select(node => node.StopAsync()));

    /// <summary>Stops the process and leaves its folder.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        await _nodes.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private static async Task<HostNodes> StartAsync(LintelHostOptions options, TemporaryFolder folder, ManualClock clock, LogCapture log)
    {
        var nodes = new List<HostApplication>();
        foreach (var data in TestEngine.FoldersOf(folder.Path, options.Nodes))
        {
            nodes.Add(await StartAsync(options, data, await TestEngine.SettingsAsync(folder.Path, options.Nodes), clock, log));
        }

        return new HostNodes(nodes, clock);
    }

    private static Task<HostApplication> StartAsync(
        LintelHostOptions options,
        string data,
        IEnumerable<KeyValuePair<string, string?>> engines,
        ManualClock clock,
        LogCapture log)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Lintel:Port", "0"),
            new("Lintel:Data", data),
            new("Lintel:Demo", options.Demo ? "true" : "false"),
            .. engines,
        ]).AddInMemoryCollection(
            options.Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value))).Build();
        var custom = options.Customization ?? new HostCustomization();
        return HostApplication.StartAsync(HostSettingsReader.Read(configuration), clock, custom with
        {
            Services = services =>
            {
                services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
                if (TestEngine.IsPostgres && options.Nodes == 1)
                {
                    // The database counts by its own clock, and these tests by theirs.
                    services.AddSingleton<IRateLimiterFactory, MemoryRateLimiterFactory>();
                }

                custom.Services(services);
            },
        });
    }

    private static HttpClient ClientOf(HostNodes nodes) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://{nodes.EndPoint}") };
}
