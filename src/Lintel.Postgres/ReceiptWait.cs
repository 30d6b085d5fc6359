using Dapper;
using Lintel.Cluster;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// The wait for the nodes whose leases ran at its begin: each has applied everything that was visible then, or its lease as it was last renewed has ended. A
/// node that joins later has read nothing before the change.
/// </summary>
internal sealed class ReceiptWait
{
    private readonly NodeLeases _leases;
    private readonly string _seen;
    private readonly string[] _nodes;

    private ReceiptWait(NodeLeases leases, string seen, string[] nodes)
    {
        _leases = leases;
        _seen = seen;
        _nodes = nodes;
    }

    /// <summary>Notes which nodes live now, and which changes are visible.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="leases">The leases as this process watches them.</param>
    /// <param name="self">This node, which is always waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ReceiptWait> BeginAsync(NpgsqlConnection connection, NodeLeases leases, string self, CancellationToken cancellationToken)
    {
        var rows = (await connection.QueryAsync<(string Seen, string? Id, DateTime? Until)>(new CommandDefinition(
            "SELECT pg_current_snapshot()::TEXT, n.id, n.lease_until FROM (SELECT) AS always LEFT JOIN lintel.node n ON TRUE",
            cancellationToken: cancellationToken))).AsList();
        var live = rows.Where(row => row.Id is not null && leases.Runs(row.Id, row.Until!.Value)).Select(row => row.Id!);
        return new ReceiptWait(leases, rows[0].Seen, [.. live.Append(self).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Looks how far they have come. A node that has gone for good has left by itself, or its lease has ended long ago.</summary>
    public async Task<ChangeReceipt> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var states = (await connection.QueryAsync<(string Id, DateTime Until, bool HasApplied)>(new CommandDefinition(
            $"SELECT n.id, n.lease_until, {ChangeLogPage.HasSeen} FROM lintel.node n CROSS JOIN lintel.change_mark m WHERE n.id = ANY(@nodes)",
            new { nodes = _nodes, seen = _seen },
            cancellationToken: cancellationToken))).AsList();
        var applied = states.Count(node => node.HasApplied);
        var awaited = states.Count(node => !node.HasApplied && _leases.Runs(node.Id, node.Until));
        return new ChangeReceipt(_nodes.Length - awaited, _nodes.Length, _nodes.Length - awaited - applied, Milliseconds: 0);
    }
}
