using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Otp;
using Lintel.Panel;
using Lintel.Pixel;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Tests.Storage;

/// <summary>
/// The two lists of scripts of each database make the same tables, so that a query of one engine is one of the other. The request log has queries of its own
/// in each.
/// </summary>
public sealed class EngineTablesTests(PostgresServer server)
{
    private static readonly Dictionary<string, (IReadOnlyList<string> Sqlite, IReadOnlyList<string> Postgres)> All = new()
    {
        ["lintel"] = (StoreMigrations.Lintel, PostgresTables.Lintel),
        ["idempotency"] = (IdempotencyTables.Migrations, IdempotencyTables.PostgresMigrations),
        ["fieldservice"] = (Migrations.All, Migrations.Postgres),
        ["otp"] = (OtpMigrations.All, OtpMigrations.Postgres),
        ["panel"] = (PanelMigrations.All, PanelMigrations.Postgres),
        ["pixel"] = (PixelMigrations.All, PixelMigrations.Postgres),
        ["trackpilots"] = (Lintel.Trackpilots.Storage.Migrations.All, Lintel.Trackpilots.Storage.Migrations.Postgres),
        ["warehouse"] = (WarehouseDatabase.Migrations, WarehouseDatabase.PostgresMigrations),
    };

    // Of the migrations, and of what nodes tell each other: a file has one process.
    private static readonly string[] OfNodes = ["schema_version", .. NodeTables.Names];

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Columns_and_indexes_are_the_same_in_both_engines(string name)
    {
        var (sqlite, postgres) = await ReadAsync(name);

        Assert.Equal(sqlite, postgres);
    }

    private async Task<(string[] Sqlite, string[] Postgres)> ReadAsync(string name)
    {
        using var folder = new TemporaryFolder();
        await using var file = SqliteDatabase.Open(folder.File("tables.db"), All[name].Sqlite);
        await using var source = PostgresSource.Create(await server.CreateDatabaseAsync());
        await using var schema = await PostgresDatabase.OpenAsync(source, name, All[name].Postgres);
        return (
            [
                .. await file.ReadAsync(connection => connection.QueryAsync<string>(
                    """
                    SELECT t.name || '.' || c.name || CASE WHEN c."notnull" OR c.pk > 0 THEN ' NOT NULL' ELSE '' END AS line
                    FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
                    UNION ALL SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY line
                    """)),
            ],
            [
                .. await schema.ReadAsync(connection => connection.QueryAsync<string>(
                    """
                    SELECT line FROM (
                      SELECT table_name || '.' || column_name || CASE WHEN is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END AS line
                      FROM information_schema.columns WHERE table_schema = @name AND table_name NOT IN @nodes AND column_name <> 'rowid'
                      UNION ALL
                      SELECT i.indexname FROM pg_indexes i
                      WHERE i.schemaname = @name AND i.tablename NOT IN @nodes AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)) AS lines
                    ORDER BY line COLLATE "C"
                    """,
                    new { name, nodes = OfNodes })),
            ]);
    }
}
