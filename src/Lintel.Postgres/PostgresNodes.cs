using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Lintel.Caching;
using Lintel.Cluster;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// This process among those that share a database. One connection hears of changes, applies them, and renews the lease by which the others know how far this
/// node has come. The lease runs by the server's clock; here it ends a little earlier, because it is counted from before it was asked for.
/// </summary>
internal sealed class PostgresNodes : INodes, IEngineState, IAsyncDisposable
{
    /// <summary>The name of the database among engines.</summary>
    public const string EngineName = "postgres";

    private const string Renew =
        """
        INSERT INTO lintel.node (id, version, environment, contracts, engines, pepper, lease_until, applied, seen)
        VALUES (@id, @version, @environment, @contracts, @engines, @pepper, clock_timestamp() + @lease, @applied, @seen::PG_SNAPSHOT)
        ON CONFLICT (id) DO UPDATE
        SET lease_until = excluded.lease_until, applied = excluded.applied, seen = excluded.seen, engines = excluded.engines
        """;

    // Nodes with the contracts that they have, the one that started last first.
    private const string ListContracts =
        """
        SELECT id, lease_until AS until, contracts FROM lintel.node ORDER BY started DESC, id DESC
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly NodeRegister _register;
    private readonly NodeLeases _leases;
    private readonly NodeTimes _times;
    private readonly string _connectionString;
    private readonly string _name;
    private readonly string _id = NodeName.OfThisProcess();
    private readonly EngineLosses _losses = new(TimeProvider.System);
    private readonly Alarm _alarm = new();
    private NodeDescription? _description;
    private IReadOnlyList<IEngineState> _engines = [];
    private IChangeSink? _sink;
    private IChangeSignal? _signal;
    private Task _loop = Task.CompletedTask;
    private NpgsqlConnection? _connection;
    private string _seen = ChangeLogPage.NothingSeen;
    private long _applied;
    private long _trimmedAt;
    private string? _newestContracts;
    private volatile IReadOnlyList<string> _differing = [];
    private volatile int _liveNodes = 1;

    /// <param name="source">The connections of the process.</param>
    /// <param name="connectionString">How the database is reached, with the password.</param>
    /// <param name="name">What the database is called in messages.</param>
    /// <param name="times">The lease and the polls; null for the usual.</param>
    public PostgresNodes(NpgsqlDataSource source, string connectionString, string name, NodeTimes? times = null)
    {
        _name = name;
        _times = times ?? new NodeTimes();
        _leases = new NodeLeases(_times.Lease, TimeProvider.System);
        _register = new NodeRegister(source, name, _leases, _id);

        // A short wait for an answer: a server that stands still must not keep the loop longer than the lease runs.
        _connectionString = new NpgsqlConnectionStringBuilder(PostgresSource.Complete(connectionString))
        {
            Pooling = false,
            CommandTimeout = (int)Math.Ceiling(_times.Lease.TotalSeconds),
            ApplicationName = "lintel node",
        }.ConnectionString;
    }

    /// <summary>The trust of this node in its memory.</summary>
    public CacheTrust Trust { get; } = new(TimeProvider.System);

    public int LiveNodes => _liveNodes;

    public NodeProgress Progress { get; } = new(TimeProvider.System);

    public IReadOnlyList<string> DifferingContracts => _differing;

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public DateTimeOffset? LostSince => _losses.Since;

    /// <inheritdoc/>
    public long Losses => _losses.Count;

    public Task CheckAsync(string environment, CancellationToken cancellationToken) => ListAlikeAsync(environment, cancellationToken);

    /// <summary>Tells that this node has written, so that all look for changes now.</summary>
    public void Tell()
    {
        // The others hear it from PostgreSQL too, unless a pooler of transactions is between.
        _alarm.Ring();
        _signal?.Send();
    }

    public async Task<IReadOnlyList<string>> JoinAsync(
        NodeDescription description,
        IReadOnlyList<IEngineState> engines,
        IChangeSink sink,
        IChangeSignal? signal,
        CancellationToken cancellationToken)
    {
        (_description, _engines, _sink, _signal) = (description, engines, sink, signal);
        signal?.Listen(_alarm.Ring);
        try
        {
            var live = await ListAlikeAsync(description.Environment, cancellationToken);

            // Nothing is in memory yet that an earlier change could have made old.
            await ConnectAsync(cancellationToken);
            var since = TimeProvider.System.GetTimestamp();
            Note(await ChangeLogPage.ReadAsync(_connection!, _seen));
            await RenewAsync();
            Trust.Hold(since, _times.Lease);
            _loop = Task.Run(RunAsync, CancellationToken.None);
            return live.Length == 0 ? [] : description.ContractsUnlike(live[^1].Description.Contracts);
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            throw PostgresFailure.ToUnavailable(_name, exception);
        }
    }

    public void Describe(NodeDescription description)
    {
        // With the next look at the other nodes it is compared anew.
        Volatile.Write(ref _description, description);
        _newestContracts = null;
    }

    public async Task LeaveAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        await _ending.CancelAsync();
        await _loop;
        Trust.End();
        try
        {
            if (_connection is not null)
            {
                await _connection.ExecuteAsync("DELETE FROM lintel.node WHERE id = @id", new { id = _id });
            }
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception) || exception is DbException or InvalidOperationException)
        {
            // Its lease ends by itself.
        }
    }

    public async Task AnnounceAsync(RecordChange change, CancellationToken cancellationToken)
    {
        await _register.AnnounceAsync(change, cancellationToken);
        Tell();
    }

    public Task<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken) => _register.ListAsync(cancellationToken);

    public Task<ChangeReceipt> WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => _register.WaitAsync(limit, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    /// <summary>Lists the nodes that live, all of which have the same environment as this one.</summary>
    private async Task<NodeState[]> ListAlikeAsync(string environment, CancellationToken cancellationToken)
    {
        var live = (await ListAsync(cancellationToken)).Where(node => node.LeaseUntil is not null).ToArray();
        return Array.Find(live, node => node.Description.Environment != environment) is { } other
            ? throw new NodeRefusedException(
                $"{_name} has a node with the environment {other.Description.Environment} ({other.Node}), and this one has {environment}: keys of one are unknown "
                + "to the other. Give all nodes the same Lintel__Environment, or this one a database of its own.")
            : live;
    }

    private async Task RunAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync(_ending.Token);
                await KeepUpAsync();
                _losses.Find();
                await TrimAsync();
                await _alarm.WaitAsync(ending => _connection!.WaitAsync(_times.Poll, ending), _ending.Token);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is, others wait for this node: one that gave up would be fenced for good, and nobody would know.
                Progress.Fail(exception, Trust.IsHeld);
                if (IsLoss(exception))
                {
                    _losses.Lose();
                }

                await CloseAsync();
                await Task.Delay(Pause, TimeProvider.System, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static bool IsLoss(Exception exception) =>
        PostgresFailure.IsOfStore(exception) || exception is StoreUnavailableException or InvalidOperationException or IOException;

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { State: ConnectionState.Open })
        {
            return;
        }

        await CloseAsync();

        // It may be another server, which has taken over without the last changes of the one before: nothing that is in memory may be kept.
        _seen = ChangeLogPage.NothingSeen;
        var connection = new NpgsqlConnection(_connectionString);

        // What is told while the connection is used for something else ends the next wait.
        connection.Notification += (_, _) => _alarm.Ring();
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

        Progress.Succeed(Trust.IsHeld);
        Trust.Hold(since, _times.Lease);
    }

    private async Task<bool> ApplyAsync()
    {
        var log = await ChangeLogPage.ReadAsync(_connection!, _seen);
        if (log.IsWhole)
        {
            await _sink!.ApplyAsync(log.Changes, _ending.Token);
        }
        else
        {
            await _sink!.ForgetAllAsync(_ending.Token);
        }

        Note(log);
        return !log.IsWhole || log.Changes.Count > 0;
    }

    private void Note(ChangeLogPage log)
    {
        _seen = log.Seen;
        _applied = Math.Max(_applied, log.Newest);
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
                contracts = NodeRow.Write(_description.Contracts),
                engines = NodeRow.Write(LostEngines.Of(_engines)),
                pepper = NodeRow.Write(_description.PepperVersions),
                lease = _times.Lease,
                applied = _applied,
                seen = _seen,
            });
        await LookAroundAsync();
    }

    private async Task LookAroundAsync()
    {
        var nodes = await _connection!.QueryAsync<(string Id, DateTime Until, string Contracts)>(ListContracts);
        var live = nodes.Where(node => _leases.Runs(node.Id, node.Until)).ToArray();
        _liveNodes = Math.Max(1, live.Length);

        // Nobody is seen by a node whose own lease has ended meanwhile.
        if (live.Length > 0 && live[0].Contracts != _newestContracts)
        {
            _newestContracts = live[0].Contracts;
            _differing = _description!.ContractsUnlike(NodeRow.Read<string>(_newestContracts));
        }
    }

    private async Task TrimAsync()
    {
        if (_trimmedAt == 0 || Stopwatch.GetElapsedTime(_trimmedAt) >= TrimInterval)
        {
            // Nodes are known to be gone by this one's own clock.
            await _connection!.ExecuteAsync(
                "DELETE FROM lintel.node WHERE id = @Id AND lease_until = @Until", _leases.TakeOld().Select(node => new { Id = node.Node, node.Until }));
            await _connection!.ExecuteAsync(ChangeLogPage.Trim);
            _trimmedAt = Stopwatch.GetTimestamp();
        }
    }
}
