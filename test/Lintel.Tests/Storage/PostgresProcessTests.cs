using Dapper;
using Lintel.Postgres;
using Npgsql;

namespace Lintel.Tests.Storage;

/// <summary>One process has a database at a time, also where the connection that says so is lost.</summary>
public sealed class PostgresProcessTests(PostgresServer server) : IAsyncLifetime
{
    private const string Holders = "FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private string _connectionString = null!;
    private PostgresStores _stores = null!;
    private NpgsqlConnection _admin = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await server.CreateDatabaseAsync();
        _stores = await PostgresStores.OpenAsync(_connectionString);
        _admin = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await _admin.OpenAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task Second_process_is_kept_off_until_the_first_ends()
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => PostgresStores.OpenAsync(_connectionString, wait: TimeSpan.FromMilliseconds(50)));
        await _stores.DisposeAsync();
        await using var second = await PostgresStores.OpenAsync(_connectionString);

        Assert.Contains("belongs to another process", exception.Message, StringComparison.Ordinal);
        Assert.Empty(await second.Keys.ListImportsAsync(Token));
    }

    [Fact]
    public async Task Lock_whose_connection_is_lost_is_taken_again()
    {
        var first = await HolderAsync();
        await _admin.ExecuteAsync($"SELECT pg_terminate_backend({first})");
        var second = await HolderAsync();
        while (second is null || second == first)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
            second = await HolderAsync();
        }

        Assert.False(_stores.Lost.IsCancellationRequested);
        Assert.Empty(await _stores.Keys.ListImportsAsync(Token));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresStores.OpenAsync(_connectionString, wait: TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task Process_that_another_one_has_followed_answers_nothing_any_more()
    {
        var lost = new TaskCompletionSource();
        await using var registration = _stores.Lost.Register(lost.SetResult);

        // Another process waits for the lock and has it the moment that this one loses it.
        var following = PostgresStores.OpenAsync(_connectionString, wait: TimeSpan.FromSeconds(20));
        while (await _admin.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }

        await _admin.ExecuteAsync($"SELECT pg_terminate_backend({await HolderAsync()})");
        await using var second = await following;
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _stores.Keys.ListImportsAsync(Token));
        Assert.Empty(await second.Keys.ListImportsAsync(Token));
    }

    private Task<int?> HolderAsync() => _admin.ExecuteScalarAsync<int?>($"SELECT pid {Holders} LIMIT 1");
}
