using Lintel.Cluster;
using Lintel.Storage;
using Lintel.Stores;

namespace Lintel.Sqlite;

/// <summary>
/// Lintel's own stores in two SQLite files: <c>lintel.db</c> with keys, accounts, sessions and durable counts, and <c>requests.db</c> with the request log,
/// which is written all the time and may be thrown away.
/// </summary>
internal sealed class SqliteStores : DatabaseStores
{
    /// <summary>The file of keys, accounts, sessions and durable counts.</summary>
    public const string LintelFile = "lintel.db";

    /// <summary>The file of the request log.</summary>
    public const string RequestsFile = "requests.db";

    private readonly DataFolder _folder;
    private readonly RequestLogStore _requestLog;

    private SqliteStores(
        DataFolder folder, SqliteDatabase lintel, SqliteDatabase requests, RequestLogStore requestLog, SetAsideFile? setAside, TimeProvider time)
        : base(lintel, requests, requestLog, time)
    {
        _folder = folder;
        _requestLog = requestLog;
        Nodes = new SingleNode(time);
        SetAside = setAside is null ? [] : [setAside];
    }

    /// <inheritdoc/>
    public override INodes Nodes { get; }

    /// <summary>The default wait for another process that uses the folder: 5 seconds.</summary>
    public static TimeSpan DefaultFolderWait { get; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Takes the folder for this process, opens both files, creates folder and files where there are none, and brings their tables up to date. A request log
    /// that is damaged or of a newer release is renamed and a new one begun (<see cref="ILintelStores.SetAside"/>).
    /// </summary>
    /// <param name="dataDirectory">The folder; a relative one is relative to the current directory.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="folderWait">How long to wait for another process that uses the folder, as a restart needs; null for 5 seconds.</param>
    /// <exception cref="StoreUnavailableException">
    /// The folder cannot be written to or belongs to another process, a file cannot be opened, or <c>lintel.db</c> is damaged or newer than this release.
    /// </exception>
    public static async Task<SqliteStores> OpenAsync(string dataDirectory, TimeProvider? time = null, TimeSpan? folderWait = null)
    {
        time ??= TimeProvider.System;
        var folder = await DataFolder.OpenAsync(dataDirectory, folderWait ?? DefaultFolderWait);
        SqliteDatabase? lintel = null;
        try
        {
            lintel = SqliteDatabase.Open(Path.Combine(folder.Path, LintelFile), StoreMigrations.Lintel);
            var (requests, setAside) = await RequestLogFile.OpenAsync(Path.Combine(folder.Path, RequestsFile), time);
            return new SqliteStores(folder, lintel, requests, new RequestLogStore(requests), setAside, time);
        }
        catch
        {
            if (lintel is not null)
            {
                await lintel.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync()
    {
        _requestLog.Close();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
