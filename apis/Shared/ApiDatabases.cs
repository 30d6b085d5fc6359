using System.Data.Common;
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

    /// <summary>Opens a database. One that is not a file is there once it answers.</summary>
    /// <param name="name">Its name: that of the API, or of a part of it.</param>
    /// <param name="migrations">The scripts that made the tables.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened, or is newer than the scripts.</exception>
    public abstract IDatabase Open(string name, ApiMigrations migrations);

    private sealed class Files(string folder) : ApiDatabases
    {
        public override IDatabase Open(string name, ApiMigrations migrations) =>
            SqliteDatabase.Open(Path.Combine(folder, $"{name}.db"), migrations.Sqlite);
    }

    private sealed class Schemas(NpgsqlDataSource source) : ApiDatabases
    {
        public override IDatabase Open(string name, ApiMigrations migrations) => new Opening(PostgresDatabase.OpenAsync(source, name, migrations.Postgres));
    }

    /// <summary>A database that is being opened, which whoever uses it first waits for. The connections are the process'.</summary>
    private sealed class Opening(Task<PostgresDatabase> opening) : IDatabase
    {
        public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) =>
            await (await opening).WriteAsync(work, cancellationToken);

        public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) =>
            await (await opening).ReadAsync(query, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>The scripts that make an API's tables and bring them up to date, oldest first, for each engine.</summary>
/// <param name="Sqlite">For SQLite.</param>
/// <param name="Postgres">For PostgreSQL.</param>
public sealed record ApiMigrations(IReadOnlyList<string> Sqlite, IReadOnlyList<string> Postgres);
