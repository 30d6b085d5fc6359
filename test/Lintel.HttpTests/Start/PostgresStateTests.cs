using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Management;
using Lintel.HttpTests.Telemetry;
using Lintel.Tests;
using Npgsql;

namespace Lintel.HttpTests.Start;

/// <summary>The host tells how it and its database are, also while the database is gone.</summary>
public sealed class PostgresStateTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private readonly PostgresServer _postgres = new();
    private string _database = null!;
    private LintelHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _database = await _postgres.CreateDatabaseAsync();
        _host = await LintelHost.StartAsync(
            new LintelHostOptions { Demo = false, Settings = new() { ["Lintel__Postgres"] = _database } }, new TemporaryFolder());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Status_and_readiness_answer_while_the_database_is_gone_and_recover_with_it()
    {
        var calls = new ManagementCalls(_host);
        Assert.Equal((true, null, 0), Tell(await EngineAsync()));

        await _postgres.StopAsync();
        await UntilAsync(async () => (await WithinAsync(() => calls.SendAsync(null, "GET", "/status"))).Status != HttpStatusCode.OK);
        var status = await WithinAsync(() => calls.SendAsync(null, "GET", "/status"));
        var nodes = await WithinAsync(() => calls.SendAsync(null, "GET", "/nodes"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "dependency_unavailable"), (status.Status, status.Code));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "dependency_unavailable"), (nodes.Status, nodes.Code));
        Assert.Equal((503, "Unhealthy"), await WithinAsync(ReadyAsync));
        Assert.Equal("Healthy", await _host.Client.GetStringAsync("/healthz", Token));

        await _postgres.StartAsync();
        await UntilAsync(async () => await WithinAsync(ReadyAsync) is (200, "Healthy"));
        await UntilAsync(async () => (await calls.SendAsync(null, "GET", "/status")).Status == HttpStatusCode.OK);
        Assert.Equal((true, null, 1), Tell(await EngineAsync()));
    }

    [Fact]
    public async Task Readiness_does_not_wait_for_a_table_that_cannot_be_read()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await connection.ExecuteAsync("LOCK TABLE lintel.account IN ACCESS EXCLUSIVE MODE");

        Assert.Equal((503, "Unhealthy"), await WithinAsync(ReadyAsync));
    }

    [Fact]
    public async Task Contract_that_is_not_the_newest_is_named_by_readiness_and_among_the_nodes()
    {
        Assert.Equal((200, "Healthy"), await ReadyAsync());
        await using var connection = new NpgsqlConnection(_database);
        await connection.ExecuteAsync(
            """
            INSERT INTO lintel.node (id, version, environment, contracts, lease_until, applied)
            VALUES ('newer', '9.9.9', 'live', '{"pixel":"00","panel":"00","unknown":"00"}', clock_timestamp() + INTERVAL '1 hour', 0)
            """);

        await UntilAsync(async () => await ReadyAsync() is (200, "Degraded\nContracts differ from those of the node that started last: panel, pixel."));

        var nodes = (await _host.ManageAsync("GET", "/nodes"))["data"]!.AsArray();
        Assert.Equal("""["panel","pixel"]""", nodes[0]!["differingContracts"]!.ToJsonString());
        Assert.Equal("""{"postgres":"up"}""", nodes[0]!["engines"]!.ToJsonString());
        Assert.Equal(("newer", "[]"), ((string?)nodes[1]!["node"], nodes[1]!["differingContracts"]!.ToJsonString()));
    }

    [Fact]
    public async Task Node_that_cannot_apply_changes_is_told_by_readiness_log_and_loop()
    {
        using var measured = new Measurements(_host.Services);
        Assert.InRange(measured.SumsOf("lintel.loop.age")["lintel.loop.name=node"], 0, 3);
        await using var connection = new NpgsqlConnection(_database);

        await connection.ExecuteAsync("ALTER TABLE lintel.change RENAME TO hidden");
        await UntilAsync(async () => (await ReadyAsync()).Body.StartsWith("Degraded", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await new ManagementCalls(_host).SendAsync(null, "GET", "/status")).Status);
        await UntilAsync(() => Task.FromResult(_host.Log.Lines.Any(line => line.Contains("The lease of this node has ended", StringComparison.Ordinal))));
        await connection.ExecuteAsync("ALTER TABLE lintel.hidden RENAME TO change");
        await UntilAsync(async () => await ReadyAsync() is (200, "Healthy"));
        await UntilAsync(() => Task.FromResult(_host.Log.Lines.Any(line => line.Contains("answers from its memory again", StringComparison.Ordinal))));

        Assert.Contains(_host.Log.Lines, line => line.Contains("could not be applied", StringComparison.Ordinal));
        Assert.Single(_host.Log.Lines, line => line.Contains("The lease of this node has ended", StringComparison.Ordinal));
        Assert.Single(_host.Log.Lines, line => line.Contains("answers from its memory again", StringComparison.Ordinal));
    }

    private static (bool Up, string? LostSince, int Losses) Tell(JsonNode engine) =>
        ((bool)engine["up"]!, (string?)engine["lostSince"], (int)engine["losses"]!);

    private static async Task<T> WithinAsync<T>(Func<Task<T>> ask)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await ask();
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Bound);
        return answer;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private async Task<JsonNode> EngineAsync() =>
        (await _host.ManageAsync("GET", "/status"))["engines"]!.AsArray().Single(engine => (string)engine!["engine"]! == "postgres")!;

    private async Task<(int Status, string Body)> ReadyAsync()
    {
        // What was found is kept for a second.
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var response = await _host.Client.GetAsync("/readyz", Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
