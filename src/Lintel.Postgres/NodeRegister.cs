using System.Diagnostics;
using Dapper;
using Lintel.Cluster;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>The nodes as the database has them, and the progress of changes among them. Thread-safe.</summary>
/// <param name="source">The connections of the process.</param>
/// <param name="name">What the database is called in messages.</param>
/// <param name="leases">The leases as this process watches them.</param>
/// <param name="self">The name of this node.</param>
internal sealed class NodeRegister(NpgsqlDataSource source, string name, NodeLeases leases, string self)
{
    // A database that stands still is not waited for beyond the limit of a receipt for longer.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await AskAsync(
            connection => connection.QueryAsync<NodeRow>(new CommandDefinition(
                $"""
                SELECT n.id, n.version, n.environment, n.contracts, n.engines, n.pepper, n.started, n.applied, {ChangeLogPage.Lag} AS lag,
                  n.lease_until AS LeaseUntil, n.lease_until > clock_timestamp() AS Lives
                FROM lintel.node n ORDER BY n.started, n.id
                """,
                cancellationToken: cancellationToken)),
            cancellationToken);
        var nodes = rows.Select(row => row.ToState()).ToArray();
        return Array.FindLast(nodes, node => node.LeaseUntil is not null) is { } newest
            ? [.. nodes.Select(node => node with { DifferingContracts = node.Description.ContractsUnlike(newest.Description.Contracts) })]
            : nodes;
    }

    /// <summary>Notes a change that no trigger sees.</summary>
    public Task AnnounceAsync(RecordChange change, CancellationToken cancellationToken) => AskAsync(
        connection => connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO lintel.change (kind, subject) VALUES (@kind, @subject); SELECT pg_notify(@channel, '')",
            new { kind = (int)change.Kind, subject = change.Subject, channel = NodeTables.Channel },
            cancellationToken: cancellationToken)),
        cancellationToken);

    public async Task<ChangeReceipt> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limit + LongestLook);
        try
        {
            return await WaitUntilAsync(limit, ending.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"{name} does not answer.", exception);
        }
    }

    private async Task<ChangeReceipt> WaitUntilAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var wait = await AskAsync(connection => ReceiptWait.BeginAsync(connection, leases, self, cancellationToken), cancellationToken);
        for (var pause = 1; ; pause = Math.Min(pause * 2, 20))
        {
            var receipt = await AskAsync(connection => wait.LookAsync(connection, cancellationToken), cancellationToken);
            var elapsed = Stopwatch.GetElapsedTime(began);
            if (receipt.IsComplete || elapsed >= limit)
            {
                return receipt with { Milliseconds = (int)elapsed.TotalMilliseconds };
            }

            // By the real time: the server knows no other.
            await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, cancellationToken);
        }
    }

    private async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return await query(connection);
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            throw PostgresFailure.ToUnavailable(name, exception);
        }
    }
}
