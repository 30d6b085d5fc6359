using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Shared;

/// <summary>The databases of the APIs of one process, each API's own, of one engine.</summary>
public abstract class ApiDatabases
{
    private ApiDatabases()
    {
    }

    /// <summary>Keeps each in a SQLite file of a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static ApiDatabases InFolder(string folder) => new Files(folder);

    /// <summary>Keeps each in a schema of a PostgreSQL database.</summary>
    /// <param name="source">The connections of the process.</param>
    public static ApiDatabases InPostgres(NpgsqlDataSource source) => new Schemas(source);

    /// <summary>Opens a database now, so that one that cannot be used stops the start and not the first request.</summary>
    /// <param name="name">Its name: that of the API, or of a part of it.</param>
    /// <param name="migrations">The scripts that made the tables.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened, or is newer than the scripts.</exception>
    public abstract IDatabase Open(string name, ApiMigrations migrations);

    private sealed class Files(string folder) : ApiDatabases
    {
        public override IDatabase Open(string name, ApiMigrations migrations) =>
            SqliteDatabase.Open(Path.Combine(folder, $"{name}.db"), migrations.Sqlite);
    }

    private sealed class Schemas(NpgsqlDataSource source) : ApiDatabases
    {
        // Once for a process, before any request; on a thread of the pool, so that a caller with a synchronization context does not wait for itself.
#pragma warning disable RS0030 // No thread of a request waits.
        public override IDatabase Open(string name, ApiMigrations migrations) =>
            Task.Run(() => PostgresDatabase.OpenAsync(source, name, migrations.Postgres)).GetAwaiter().GetResult();
#pragma warning restore RS0030
    }
}

/// <summary>The scripts that make an API's tables and bring them up to date, oldest first, for each engine.</summary>
/// <param name="Sqlite">For SQLite.</param>
/// <param name="Postgres">For PostgreSQL.</param>
public sealed record ApiMigrations(IReadOnlyList<string> Sqlite, IReadOnlyList<string> Postgres);
