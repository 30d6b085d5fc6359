using Dapper;
using Lintel.Keys;

namespace Lintel.Storage;

/// <summary>Check values of peppers in a database.</summary>
internal sealed class PepperCheckStore(IDatabase database) : IPepperCheckStore
{
    public ValueTask<IReadOnlyDictionary<int, byte[]>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = database.Read(connection => connection.Query<(long Version, byte[] Value)>("SELECT version, value FROM pepper_check"));
        return new ValueTask<IReadOnlyDictionary<int, byte[]>>(rows.ToDictionary(row => (int)row.Version, row => row.Value));
    }

    public async ValueTask AddAsync(int version, byte[] checkValue, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.Execute(
            "INSERT INTO pepper_check (version, value) VALUES (@version, @checkValue) ON CONFLICT DO NOTHING",
            new { version, checkValue }),
        cancellationToken);
}
