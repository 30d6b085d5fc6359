using System.Data.Common;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;

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
    /// <param name="open">Opens one by its name and its scripts.</param>
    public static ApiDatabases InPostgres(Func<string, IReadOnlyList<string>, Task<PostgresDatabase>> open) => new Schemas(open);

    /// <summary>Opens none, and notes which databases the APIs have.</summary>
    /// <param name="note">Takes the name and the scripts of each.</param>
    public static ApiDatabases Listed(Action<string, ApiMigrations> note) => new Unopened(note);

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

    private sealed class Schemas(Func<string, IReadOnlyList<string>, Task<PostgresDatabase>> open) : ApiDatabases
    {
        public override IDatabase Open(string name, ApiMigrations migrations) => new Opening(() => open(name, migrations.Postgres));
    }

    private sealed class Unopened(Action<string, ApiMigrations> note) : ApiDatabases, IDatabase
    {
        public override IDatabase Open(string name, ApiMigrations migrations)
        {
            note(name, migrations);
            return this;
        }

        public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) => throw NotOpen();

        public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) => throw NotOpen();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static InvalidOperationException NotOpen() => new("The database is listed and not open.");
    }

    /// <summary>A database that whoever uses it first opens, and everybody waits for.</summary>
    private sealed class Opening(Func<Task<PostgresDatabase>> open) : IDatabase
    {
        private readonly Lazy<Task<PostgresDatabase>> _opening = new(open);

        public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) =>
            await (await _opening.Value.WaitAsync(cancellationToken)).WriteAsync(work, cancellationToken);

        public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) =>
            await (await _opening.Value.WaitAsync(cancellationToken)).ReadAsync(query, cancellationToken);

        public async ValueTask DisposeAsync()
        {
            if (_opening.IsValueCreated)
            {
                await ((Task)_opening.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_opening.Value.IsCompletedSuccessfully)
                {
                    await (await _opening.Value).DisposeAsync();
                }
            }
        }
    }
}

/// <summary>The scripts that make an API's tables and bring them up to date, oldest first, for each engine.</summary>
/// <param name="Sqlite">For SQLite.</param>
/// <param name="Postgres">For PostgreSQL.</param>
public sealed record ApiMigrations(IReadOnlyList<string> Sqlite, IReadOnlyList<string> Postgres);
