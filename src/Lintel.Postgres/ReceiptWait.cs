using Dapper;
using Lintel.Cluster;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// The wait for the nodes whose leases ran at its begin: each has applied everything up to there, or its lease as it was last renewed has ended. A node that
/// joins later has read nothing before the change.
/// </summary>
internal sealed class ReceiptWait
{
    private readonly long _end;
    private readonly string[] _nodes;

    private ReceiptWait(long end, string[] nodes)
    {
        _end = end;
        _nodes = nodes;
    }

    /// <summary>Notes which nodes live now, and how far the change log goes.</summary>
    public static async Task<ReceiptWait> BeginAsync(NpgsqlConnection connection)
    {
        var rows = (await connection.QueryAsync<(long End, string? Id)>(
            "SELECT e.seq, n.id FROM lintel.change_end e LEFT JOIN lintel.node n ON n.lease_until > clock_timestamp()")).AsList();
        return new ReceiptWait(rows[0].End, [.. rows.Where(row => row.Id is not null).Select(row => row.Id!)]);
    }

    /// <summary>Looks how far they have come. A node that has gone for good has left by itself, or its lease has ended long ago.</summary>
    public async Task<ChangeReceipt> LookAsync(NpgsqlConnection connection)
    {
        var states = (await connection.QueryAsync<(string Id, long Applied, bool Lives)>(
            "SELECT id, applied, lease_until > clock_timestamp() FROM lintel.node WHERE id = ANY(@nodes)",
            new { nodes = _nodes })).ToDictionary(row => row.Id, StringComparer.Ordinal);
        var applied = _nodes.Count(node => states.TryGetValue(node, out var state) && state.Applied >= _end);
        var fenced = _nodes.Count(node => !states.TryGetValue(node, out var state) || (state.Applied < _end && !state.Lives));
        return new ChangeReceipt(applied + fenced, _nodes.Length, fenced, Milliseconds: 0);
    }
}
