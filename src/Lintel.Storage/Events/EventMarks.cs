using System.Data.Common;
using Dapper;
using Lintel.Events;

namespace Lintel.Storage;

/// <summary>Has events that nodes find out by themselves told once, whichever finds them first: the database decides.</summary>
/// <param name="database">The database with the records.</param>
/// <param name="hook">Takes the events.</param>
internal sealed class EventMarks(IDatabase database, EventHook hook)
{
    private const int TrimLimit = 1000;

    private const string Mark =
        """
        INSERT INTO event_mark (name, value, until) VALUES (@name, @value, @until)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, until = excluded.until
        """;

    /// <summary>Raises an event, unless its mark has the value already.</summary>
    /// <param name="name">The mark.</param>
    /// <param name="value">The value.</param>
    /// <param name="until">The moment until which the mark is kept.</param>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>true if it was raised; otherwise, false.</returns>
    public Task<bool> RaiseAsync(string name, string value, DateTimeOffset until, LintelEvent happened, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                if (await ReadAsync(connection, name) == value)
                {
                    return false;
                }

                await connection.ExecuteAsync(Mark, new { name, value, until = until.ToUnixTimeMilliseconds() });
                await hook.AddAsync(connection, happened);
                return true;
            },
            cancellationToken);

    /// <summary>Sets a mark that is not there yet, and raises nothing.</summary>
    /// <returns>The value that it had; null where it is new.</returns>
    public Task<string?> BeginAsync(string name, string value, DateTimeOffset until, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var known = await ReadAsync(connection, name);
            if (known is null)
            {
                await connection.ExecuteAsync(Mark, new { name, value, until = until.ToUnixTimeMilliseconds() });
            }

            return known;
        },
        cancellationToken);

    /// <summary>Raises an event as <see cref="RaiseAsync"/> does, and writes nothing where it was told of: for what is looked at again and again.</summary>
    public async Task<bool> RaiseUnlessAsync(string name, string value, DateTimeOffset until, LintelEvent happened, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(connection => ReadAsync(connection, name), cancellationToken);
        return known != value && await RaiseAsync(name, value, until, happened, cancellationToken);
    }

    /// <summary>Reads marks.</summary>
    /// <returns>The values of those that there are, by name.</returns>
    public Task<Dictionary<string, string>> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (await connection.QueryAsync<(string Name, string Value)>("SELECT name, value FROM event_mark WHERE name IN @names", new { names }))
            .ToDictionary(mark => mark.Name, mark => mark.Value, StringComparer.Ordinal),
        cancellationToken);

    /// <summary>Removes marks whose time is over, some at a time.</summary>
    /// <returns>true if more may be left; otherwise, false.</returns>
    public Task<bool> TrimAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteAsync(
            "DELETE FROM event_mark WHERE name IN (SELECT name FROM event_mark WHERE until < @now LIMIT @limit)",
            new { now = now.ToUnixTimeMilliseconds(), limit = TrimLimit }) == TrimLimit,
        cancellationToken);

    private static Task<string?> ReadAsync(DbConnection connection, string name) =>
        connection.QuerySingleOrDefaultAsync<string>("SELECT value FROM event_mark WHERE name = @name", new { name });
}
