using System.Data.Common;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>The queries of the last use of keys, the same for every engine.</summary>
internal static class KeyUseSql
{
    /// <summary>Finds the last use of some keys.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="keyIds">The keys.</param>
    /// <param name="source">The table, or a query in parentheses with its columns.</param>
    public static async Task<IReadOnlyDictionary<string, KeyUse>> FindAsync(
        DbConnection connection, IReadOnlyCollection<string> keyIds, string source = "key_use")
    {
        var uses = new Dictionary<string, KeyUse>(StringComparer.Ordinal);
        foreach (var row in await connection.QueryAsync<Row>(
            $"SELECT key_id AS KeyId, at AS At, address AS Address FROM {source} AS uses WHERE key_id IN @keyIds ORDER BY at", new { keyIds }))
        {
            uses[row.KeyId] = new KeyUse(Columns.ToMoment(row.At), row.Address);
        }

        return uses;
    }

    private sealed class Row
    {
        public string KeyId { get; init; } = string.Empty;

        public long At { get; init; }

        public string? Address { get; init; }
    }
}
