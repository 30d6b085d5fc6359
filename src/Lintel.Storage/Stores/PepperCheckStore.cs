using Dapper;
using Lintel.Keys;

namespace Lintel.Storage;

/// <summary>Check values of peppers in a database.</summary>
internal sealed class PepperCheckStore(IDatabase database) : IPepperCheckStore
{
    public async ValueTask<IReadOnlyDictionary<int, byte[]>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(connection => connection.QueryAsync<(long Version, byte[] Value)>("SELECT version, value FROM pepper_check"), cancellationToken);
        return rows.ToDictionary(row => (int)row.Version, row => row.Value);
    }

    public async ValueTask<byte[]> AddAsync(int version, byte[] checkValue, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.QuerySingleAsync<byte[]>(
            """
            INSERT INTO pepper_check (version, value) VALUES (@version, @checkValue)
            ON CONFLICT (version) DO UPDATE SET value = pepper_check.value RETURNING value
            """,
            new { version, checkValue }),
        cancellationToken);
}
