using Lintel.Caching;
using Lintel.Cluster;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// Lintel's own stores in two schemas of a PostgreSQL database: <c>lintel</c> with keys, accounts, sessions and durable counts, and <c>lintel_requests</c> with
/// the request log.
/// </summary>
internal sealed class PostgresStores : DatabaseStores
{
    /// <summary>The schema of keys, accounts, sessions and durable counts.</summary>
    public const string LintelSchema = "lintel";

    /// <summary>The schema of the request log.</summary>
    public const string RequestsSchema = "lintel_requests";

    private readonly PostgresNodes _nodes;
    private readonly NpgsqlDataSource _source;

    private PostgresStores(NpgsqlDataSource source, PostgresNodes nodes, PostgresDatabase lintel, PostgresDatabase requests, TimeProvider time)
        : base(lintel, requests, new PostgresRequestLogStore(requests), time, new SignalingDatabase(lintel, nodes.Tell))
    {
        _source = source;
        _nodes = nodes;
    }

    /// <inheritdoc/>
    public override INodes Nodes => _nodes;

    /// <inheritdoc/>
    public override IEngineState Engine => _nodes;

    /// <inheritdoc/>
    public override bool AreShared => true;

    /// <inheritdoc/>
    public override CacheTrust? Trust => _nodes.Trust;

    /// <summary>Connects, creates the schemas where there are none, and brings their tables up to date; of several nodes one does it.</summary>
    /// <param name="connectionString">What Npgsql reads; what it does not say has defaults for a node among several.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="times">The times by which nodes live; null for the usual.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is none.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, or is newer than this release.</exception>
    public static async Task<PostgresStores> OpenAsync(string connectionString, TimeProvider? time = null, NodeTimes? times = null)
    {
        time ??= TimeProvider.System;
        var source = PostgresSource.Create(connectionString);
        try
        {
            var lintel = await PostgresDatabase.OpenAsync(source, LintelSchema, PostgresTables.Lintel);
            var requests = await PostgresDatabase.OpenAsync(source, RequestsSchema, PostgresTables.Requests);
            var nodes = new PostgresNodes(source, connectionString, PostgresSource.NameOf(source, LintelSchema), times);
            return new PostgresStores(source, nodes, lintel, requests, time);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens another schema of the database.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="migrations">Its scripts.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened, or is newer than the scripts.</exception>
    public Task<PostgresDatabase> OpenSchemaAsync(string schema, IReadOnlyList<string> migrations) =>
        PostgresDatabase.OpenAsync(_source, schema, migrations);

    /// <inheritdoc/>
    protected override async ValueTask ReleaseAsync()
    {
        try
        {
            await _nodes.DisposeAsync();
        }
        finally
        {
            await _source.DisposeAsync();
        }
    }
}
