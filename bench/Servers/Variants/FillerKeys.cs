using Microsoft.Data.Sqlite;

namespace Lintel.Bench.Servers.Variants;

/// <summary>
/// Stored keys that nobody holds, beside those that are sent: copies of them under other ids, handles and hashes. Issued one by one a million would take
/// several minutes; in one statement, in the order of the index, they take seconds.
/// </summary>
internal static class FillerKeys
{
    private const string Statements =
        """
        PRAGMA synchronous = OFF;
        PRAGMA cache_size = -400000;
        CREATE TEMP TABLE model AS SELECT row_number() OVER () - 1 AS number, id FROM api_key;
        CREATE UNIQUE INDEX temp.model_number ON model (number);
        CREATE TEMP TABLE filler AS
          WITH RECURSIVE counted (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < $count)
          SELECT 'key_' || hex(randomblob(10)) AS id, randomblob(16) AS handle, model.id AS model
          FROM counted JOIN model ON model.number = counted.number % (SELECT count(*) FROM model);
        BEGIN;
        INSERT INTO api_key (id, api, account_id, environment, name, scopes, addresses, applications, state, expires_at, revoked_at, limits, created_at, version)
          SELECT f.id, k.api, k.account_id, k.environment, k.name, k.scopes, k.addresses, k.applications, k.state, k.expires_at, k.revoked_at, k.limits, k.created_at, k.version
          FROM filler f JOIN api_key k ON k.id = f.model ORDER BY f.id;
        INSERT INTO key_secret (handle, key_id, place, hash, algorithm, pepper_version, hint, ends_at)
          SELECT f.handle, f.id, s.place, randomblob(32), s.algorithm, s.pepper_version, s.hint, s.ends_at
          FROM filler f JOIN key_secret s ON s.key_id = f.model ORDER BY f.handle;
        COMMIT;
        PRAGMA wal_checkpoint(TRUNCATE);
        """;

    /// <param name="folder">Where the stores are.</param>
    /// <param name="count">How many; none where it is not above 0.</param>
    public static void Add(string folder, int count)
    {
        if (count <= 0)
        {
            return;
        }

        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "lintel.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Statements;
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("$count", count);
        command.ExecuteNonQuery();
    }
}
