using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// The partitions of the request log, one for each day. Whichever node writes first on a day makes those of the next two, so that no batch waits for one at
/// midnight. Attaching a partition stops neither those who write nor those who read.
/// </summary>
/// <param name="database">The schema of the request log.</param>
internal sealed class RequestPartitions(PostgresDatabase database)
{
    private const int DaysAhead = 2;

    // Beside the locks of the stores.
    private const long Lock = 0x6c696e74656c6470;

    private readonly Lock _gate = new();
    private readonly HashSet<RequestDay> _known = [];

    /// <summary>Makes the partitions of some days and of those that follow, as far as there are none.</summary>
    /// <param name="days">The days.</param>
    /// <param name="cancellationToken">Gives up the wait for a connection.</param>
    public async Task EnsureAsync(IReadOnlyCollection<RequestDay> days, CancellationToken cancellationToken)
    {
        var wanted = days.Concat(Enumerable.Range(1, DaysAhead).Select(ahead => new RequestDay(days.Max(day => day.Number) + ahead)));
        RequestDay[] unknown;
        lock (_gate)
        {
            unknown = [.. wanted.Where(day => !_known.Contains(day)).Distinct()];
        }

        if (unknown.Length == 0)
        {
            return;
        }

        await database.AppendAsync(connection => CreateAsync(connection, unknown), cancellationToken);
        lock (_gate)
        {
            _known.UnionWith(unknown);
        }
    }

    /// <summary>Looks for the partitions anew: another node has removed one.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _known.Clear();
        }
    }

    /// <summary>Lists the days that have a partition, newest first.</summary>
    public static async Task<IReadOnlyList<RequestDay>> ListAsync(DbConnection connection) =>
    [
        .. (await connection.QueryAsync<string>(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(@Entries) ORDER BY c.relname DESC",
            new { RequestTables.Entries })).Select(RequestDay.OfTable),
    ];

    /// <summary>Makes partitions in the transaction of a connection; nodes that do so at once wait for each other.</summary>
    public static async Task<int> CreateAsync(NpgsqlConnection connection, IEnumerable<RequestDay> days)
    {
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@Lock)", new { Lock });
        var missing = days.Except(await ListAsync(connection)).OrderBy(day => day.Number).ToArray();
        foreach (var day in missing)
        {
            await connection.ExecuteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                CREATE TABLE {day.Table} (LIKE {RequestTables.Entries} INCLUDING ALL);
                ALTER TABLE {RequestTables.Entries} ATTACH PARTITION {day.Table} FOR VALUES FROM ({day.Start}) TO ({day.End});
                """));
        }

        return missing.Length;
    }
}
