using System.Data;
using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Lintel.Caching;
using Lintel.Cluster;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// This process among those that share a database. One connection hears of changes, applies them, and renews the lease by which the others know how far this
/// node has come. The lease runs by the server's clock; here it ends a little earlier, because it is counted from before it was asked for.
/// </summary>
internal sealed class PostgresNodes : INodes, IAsyncDisposable
{
    private const string Renew =
        """
        INSERT INTO lintel.node (id, version, environment, contracts, lease_until, applied)
        VALUES (@id, @version, @environment, @contracts, clock_timestamp() + @lease, @applied)
        ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until, applied = excluded.applied
        """;

    private const string CountLive = "SELECT COUNT(*) FROM lintel.node WHERE lease_until > clock_timestamp()";

    // Whoever is listed has lived within a minute; what is older is of nobody.
    private const string Trim =
        """
        DELETE FROM lintel.node WHERE lease_until < clock_timestamp() - INTERVAL '1 minute';
        DELETE FROM lintel.change WHERE at < clock_timestamp() - INTERVAL '10 minutes'
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly NpgsqlDataSource _source;
    private readonly NodeTimes _times;
    private readonly string _connectionString;
    private readonly string _name;
    private readonly string _id = NodeName.OfThisProcess();
    private NodeDescription? _description;
    private IChangeSink? _sink;
    private Task _loop = Task.CompletedTask;
    private NpgsqlConnection? _connection;
    private long _applied;
    private long _trimmedAt;
    private volatile int _liveNodes = 1;

    /// <param name="source">The connections of the process.</param>
    /// <param name="name">What the database is called in messages.</param>
    /// <param name="times">The lease and the polls; null for the usual.</param>
    public PostgresNodes(NpgsqlDataSource source, string name, NodeTimes? times = null)
    {
        _source = source;
        _name = name;
        _times = times ?? new NodeTimes();

        // A short wait for an answer: a server that stands still must not keep the loop longer than the lease runs.
        _connectionString = new NpgsqlConnectionStringBuilder(source.ConnectionString)
        {
            Pooling = false,
            CommandTimeout = (int)Math.Ceiling(_times.Lease.TotalSeconds),
            ApplicationName = "lintel node",
        }.ConnectionString;
    }

    /// <summary>The trust of this node in its memory.</summary>
    public CacheTrust Trust { get; } = new(TimeProvider.System);

    public int LiveNodes => _liveNodes;

    public async Task<IReadOnlyList<string>> JoinAsync(NodeDescription description, IChangeSink sink, CancellationToken cancellationToken)
    {
        (_description, _sink) = (description, sink);
        try
        {
            var live = (await ListAsync(cancellationToken)).Where(node => node.LeaseUntil is not null).ToArray();
            if (Array.Find(live, node => node.Description.Environment != description.Environment) is { } other)
            {
                throw new NodeRefusedException(
                    $"{_name} has a node with the environment {other.Description.Environment} ({other.Node}), and this one has {description.Environment}: keys of "
                    + "one are unknown to the other. Give all nodes the same Lintel__Environment, or this one a database of its own.");
            }

            // Nothing is in memory yet that an earlier change could have made old.
            await ConnectAsync(cancellationToken);
            var since = TimeProvider.System.GetTimestamp();
            _applied = await _connection!.ExecuteScalarAsync<long>("SELECT seq FROM lintel.change_end");
            await RenewAsync();
            Trust.Hold(since, _times.Lease);
            _loop = Task.Run(RunAsync, CancellationToken.None);
            return live.Length == 0 ? [] : Differing(description, live[^1].Description);
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            throw PostgresFailure.ToUnavailable(_name, exception);
        }
    }

    public async Task LeaveAsync()
    {
        Trust.End();
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        await _ending.CancelAsync();
        await _loop;
        try
        {
            if (_connection is not null)
            {
                await _connection.ExecuteAsync("DELETE FROM lintel.node WHERE id = @id", new { id = _id });
            }
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception) || exception is InvalidOperationException)
        {
            // Its lease ends by itself.
        }
    }

    public Task<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<NodeState>>(
        async connection =>
        [
            .. (await connection.QueryAsync<NodeRow>(
                """
                SELECT n.id, n.version, n.environment, n.contracts, n.started, n.applied, GREATEST(e.seq - n.applied, 0) AS lag,
                  CASE WHEN n.lease_until > clock_timestamp() THEN n.lease_until END AS LeaseUntil
                FROM lintel.node n CROSS JOIN lintel.change_end e ORDER BY n.started, n.id
                """)).Select(row => row.ToState()),
        ],
        cancellationToken);

    public async Task<ChangeReceipt> WaitAsync(TimeSpan? limit, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var wait = await ReadAsync(ReceiptWait.BeginAsync, cancellationToken);
        for (var pause = 1; ; pause = Math.Min(pause * 2, 20))
        {
            var receipt = await ReadAsync(wait.LookAsync, cancellationToken) with { Milliseconds = (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds };
            if (receipt.IsComplete || Stopwatch.GetElapsedTime(began) >= limit)
            {
                return receipt;
            }

            // By the real time: the server knows no other.
            await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private static string[] Differing(NodeDescription own, NodeDescription newest) =>
    [
        .. own.Contracts.Where(contract => newest.Contracts.TryGetValue(contract.Key, out var digest) && digest != contract.Value)
            .Select(contract => contract.Key).Order(StringComparer.Ordinal),
    ];

    private async Task RunAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync(_ending.Token);
                await KeepUpAsync();
                await TrimAsync();
                await _connection!.WaitAsync(_times.Poll, _ending.Token);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                await CloseAsync();
                await Task.Delay(Pause, TimeProvider.System, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static bool IsPassing(Exception exception) =>
        PostgresFailure.IsOfStore(exception) || exception is StoreUnavailableException or InvalidOperationException or IOException;

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { State: ConnectionState.Open })
        {
            return;
        }

        await CloseAsync();
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync($"LISTEN {NodeTables.Channel}");
            _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    /// <summary>
    /// Renews the lease, applies what has changed, and only then trusts the memory again, for as long as the lease runs from before it was renewed. In this
    /// order: a change that was committed before the renewal, and whose maker did not wait for this node because its lease had ended, is applied here.
    /// </summary>
    private async Task KeepUpAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        await RenewAsync();
        if (await ApplyAsync())
        {
            // Others wait to hear it.
            await RenewAsync();
        }

        Trust.Hold(since, _times.Lease);
    }

    private async Task<bool> ApplyAsync()
    {
        var before = _applied;
        var log = await ChangeLogPage.ReadAsync(_connection!, _applied);
        if (log.IsWhole)
        {
            await _sink!.ApplyAsync(log.Changes, _ending.Token);
        }
        else
        {
            await _sink!.ForgetAllAsync(_ending.Token);
        }

        _applied = log.End;
        return _applied != before;
    }

    private async Task RenewAsync()
    {
        await _connection!.ExecuteAsync(
            Renew,
            new
            {
                id = _id,
                version = _description!.Version,
                environment = _description.Environment,
                contracts = JsonSerializer.Serialize(_description.Contracts),
                lease = _times.Lease,
                applied = _applied,
            });
        _liveNodes = Math.Max(1, (int)await _connection!.ExecuteScalarAsync<long>(CountLive));
    }

    private async Task TrimAsync()
    {
        if (_trimmedAt == 0 || Stopwatch.GetElapsedTime(_trimmedAt) >= TrimInterval)
        {
            await _connection!.ExecuteAsync(Trim);
            _trimmedAt = Stopwatch.GetTimestamp();
        }
    }

    private async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await query(connection);
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            throw PostgresFailure.ToUnavailable(_name, exception);
        }
    }

    private sealed class NodeRow
    {
        public string Id { get; set; } = string.Empty;

        public string Version { get; set; } = string.Empty;

        public string Environment { get; set; } = string.Empty;

        public string Contracts { get; set; } = "{}";

        public DateTime Started { get; set; }

        public long Applied { get; set; }

        public long Lag { get; set; }

        public DateTime? LeaseUntil { get; set; }

        public NodeState ToState() => new(
            Id,
            new NodeDescription(Version, Environment, JsonSerializer.Deserialize<Dictionary<string, string>>(Contracts) ?? []),
            new DateTimeOffset(Started),
            Applied,
            Lag,
            LeaseUntil is { } until ? new DateTimeOffset(until) : null);
    }
}
