using System.Data.Common;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>Removes what is counted by addresses that are to be erased.</summary>
internal static class ErasedUsage
{
    // Each is a parameter, of which a statement has a bounded number.
    private const int AtOnce = 500;

    /// <summary>Removes the counts of addresses, and the addresses of the last use of keys.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="addresses">The addresses.</param>
    /// <param name="keyIds">The keys.</param>
    public static async Task RemoveAsync(DbConnection connection, IReadOnlyCollection<string> addresses, IReadOnlyCollection<string> keyIds)
    {
        foreach (var some in addresses.Chunk(AtOnce))
        {
            foreach (var table in new[] { "usage", "usage_tally" })
            {
                await connection.ExecuteAsync(
                    $"DELETE FROM {table} WHERE dimension IN @dimensions AND value IN @some",
                    new { dimensions = new[] { (int)UsageDimension.Address, (int)UsageDimension.Impatient }, some });
            }
        }

        foreach (var some in keyIds.Chunk(AtOnce))
        {
            // Uses of old secrets are noted beside those of their key (KeyUse.NameOf).
            await connection.ExecuteAsync(
                """
                UPDATE key_use SET address = NULL
                WHERE address IS NOT NULL AND CASE instr(key_id, ' ') WHEN 0 THEN key_id ELSE substr(key_id, 1, instr(key_id, ' ') - 1) END IN @some
                """,
                new { some });
        }
    }
}
