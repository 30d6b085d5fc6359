using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Postgres;
using Lintel.Shared;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Host.Move;

/// <summary>A database of an installation: a file of the data folder, and the schema that takes its place in PostgreSQL.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Schema">The name of the schema.</param>
/// <param name="Migrations">The scripts that made the tables.</param>
internal sealed record MovedDatabase(string File, string Schema, ApiMigrations Migrations)
{
    /// <summary>true for the request log, which is packed in the file and has rows in PostgreSQL; otherwise, false.</summary>
    public bool IsRequestLog => File == SqliteStores.RequestsFile;

    /// <summary>Lists all databases that a host with these settings has: Lintel's own, and those that its APIs open.</summary>
    public static IReadOnlyList<MovedDatabase> All(HostSettings settings)
    {
        List<MovedDatabase> all =
        [
            new(SqliteStores.LintelFile, PostgresStores.LintelSchema, new ApiMigrations(StoreMigrations.Lintel, PostgresTables.Lintel)),
            new(SqliteStores.RequestsFile, PostgresStores.RequestsSchema, new ApiMigrations(StoreMigrations.Requests, PostgresTables.Requests)),
        ];
        var databases = ApiDatabases.Listed((name, migrations) => all.Add(new MovedDatabase($"{name}.db", name, migrations)));
        foreach (var api in ReferenceApis.All)
        {
            api.Add(new ServiceCollection(), settings.Configuration, databases);
        }

        return all;
    }
}
