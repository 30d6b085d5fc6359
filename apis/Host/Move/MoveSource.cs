using System.Data.Common;
using Dapper;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Postgres;
using Lintel.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lintel.Host.Move;

/// <summary>The data folder of a stopped host, held for as long as it is read.</summary>
internal sealed class MoveSource : IAsyncDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(2);

    private readonly DataFolder _folder;
    private readonly Dictionary<string, SqliteConnection> _files = new(StringComparer.Ordinal);

    private MoveSource(DataFolder folder) => _folder = folder;

    /// <summary>The folder, as a full path.</summary>
    public string Path => _folder.Path;

    /// <summary>Takes the folder, and opens its files.</summary>
    /// <exception cref="StartupException">It is no data folder, or not one of this release and these settings.</exception>
    /// <exception cref="StoreUnavailableException">Another process uses it.</exception>
    public static async Task<MoveSource> OpenAsync(HostSettings settings, IReadOnlyList<MovedDatabase> databases)
    {
        if (!File.Exists(System.IO.Path.Combine(settings.DataDirectory, SqliteStores.LintelFile)))
        {
            throw Refused($"{settings.DataDirectory} is not a data folder with records: it has no {SqliteStores.LintelFile}. Name the folder with --from DIR.");
        }

        var source = new MoveSource(await DataFolder.OpenAsync(settings.DataDirectory, settings.DataWait));
        try
        {
            source.RefuseOthers(databases);
            foreach (var database in databases)
            {
                await source.OpenAsync(database);
            }

            return source;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>The open file of a database.</summary>
    public DbConnection this[MovedDatabase database] => _files[database.File];

    /// <summary>Lists the tables of a file in an order in which what a row refers to comes before it.</summary>
    public async Task<IReadOnlyList<string>> TablesAsync(MovedDatabase database)
    {
        var left = (await this[database].QueryAsync<string>(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")).AsList();
        var references = (await this[database].QueryAsync<(string Table, string Referred)>(
            """SELECT t.name, k."table" FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table'"""))
            .ToLookup(line => line.Table, line => line.Referred);
        var ordered = new List<string>();
        while (left.Find(table => references[table].All(referred => referred == table || ordered.Contains(referred))) is { } next)
        {
            ordered.Add(next);
            left.Remove(next);
        }

        return left.Count == 0 ? ordered : throw new InvalidOperationException($"The tables {string.Join(", ", left)} refer to each other.");
    }

    /// <summary>Reads the columns of a table, and those of them that are its key.</summary>
    public async Task<(IReadOnlyList<string> Columns, IReadOnlyList<string> Key)> ColumnsAsync(MovedDatabase database, string table)
    {
        var lines = (await this[database].QueryAsync<(string Name, long Key)>("SELECT name, pk FROM pragma_table_info(@table)", new { table })).AsList();
        return ([.. lines.Select(line => line.Name)], [.. lines.Where(line => line.Key > 0).OrderBy(line => line.Key).Select(line => line.Name)]);
    }

    /// <summary>Begins to read the rows of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="skip">The number of rows to leave out.</param>
    public async Task<IMovedRows> ReadAsync(MovedTable table, long skip)
    {
        if (table.Database.IsRequestLog && table.Name == RequestTables.Entries)
        {
            return await RequestLogRows.OpenAsync(this[table.Database], table.Columns, skip);
        }

        var command = this[table.Database].CreateCommand();
        command.CommandText = table.SourceQuery(skip);
        return await TableRows.OpenAsync(command, table.Columns);
    }

    /// <summary>Makes the digest of a table.</summary>
    public async Task<TableDigest> DigestAsync(MovedTable table, Action added)
    {
        await using var rows = await ReadAsync(table, skip: 0);
        return await TableDigest.OfAsync(rows, table.Columns.Count, added);
    }

    /// <summary>Counts the rows of a table.</summary>
    public Task<long> CountAsync(MovedDatabase database, string table) =>
        this[database].ExecuteScalarAsync<long>($"SELECT count(*) FROM {MovedTable.Quote(table)}");

    /// <summary>Reads the highest number that a table has ever given to a row; 0 where the file does not keep it.</summary>
    public async Task<long> HighestNumberAsync(MovedTable table) =>
        await this[table.Database].ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence')")
            ? await this[table.Database].ExecuteScalarAsync<long?>("SELECT seq FROM sqlite_sequence WHERE name = @Name", new { table.Name }) ?? 0
            : 0;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values)
        {
            await file.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static StartupException Refused(string message) => new(ExitCode.Data, message);

    // A file that this release does not know would be left behind without a word.
    private void RefuseOthers(IReadOnlyList<MovedDatabase> databases)
    {
        var others = Directory.GetFiles(Path, "*.db").Select(System.IO.Path.GetFileName).Except(databases.Select(database => database.File)).ToArray();
        if (others.Length > 0)
        {
            throw Refused(
                $"{Path} has {string.Join(", ", others)}, which a host with these settings does not use and move would leave behind. Run move with "
                    + "the settings of the host, or move what is not Lintel's out of the folder.");
        }
    }

    private async Task OpenAsync(MovedDatabase database)
    {
        var path = System.IO.Path.Combine(Path, database.File);
        if (!File.Exists(path))
        {
            throw Refused($"{path} is missing. Start the host of this release on the folder once, with the same settings, and stop it; then move.");
        }

        var file = SqliteConnections.OpenReader(path, BusyTimeout);
        _files.Add(database.File, file);
        var version = await file.ExecuteScalarAsync<int>("PRAGMA user_version");
        var known = database.Migrations.Sqlite.Count;
        if (version != known)
        {
            var (age, remedy) = version > known
                ? ("a newer", "Move with that release.")
                : ("an older", "Start the host of this release on the folder once, and stop it; then move.");
            throw Refused($"{path} was made by {age} release: its tables have version {version}, and those of this release {known}. {remedy}");
        }
    }
}
