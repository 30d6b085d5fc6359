using System.Data.Common;
using Lintel.Storage;
using Lintel.Telemetry;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lintel.Sqlite;

/// <summary>
/// One SQLite file in WAL mode, readable by its owner alone. Writes go through one writer, in the order in which they were asked for, many in one commit. A
/// file that is deleted or moved away while the process runs is noticed before anything is acknowledged, and used again when it is back; it is never made
/// anew.
/// </summary>
public sealed class SqliteDatabase : IDatabase
{
    // The select takes the snapshot at once, so that waiting for a lock happens here and not inside the query.
    private const string BeginSnapshot = "BEGIN; SELECT 1 FROM sqlite_master LIMIT 1;";

    private readonly SqliteFile _file;
    private readonly SqliteWriter _writer;
    private readonly string _name;
    private int _disposed;

    private SqliteDatabase(SqliteFile file)
    {
        _file = file;
        _name = System.IO.Path.GetFileNameWithoutExtension(file.Path);
        _writer = new SqliteWriter(file);
    }

    /// <summary>The version of the SQLite engine, which comes with the package: the system's is not used.</summary>
    public static string EngineVersion
    {
        get
        {
            Batteries_V2.Init();
            return raw.sqlite3_libversion().utf8_to_string();
        }
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>Opens a file, creates it where there is none, and brings its tables up to date.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="migrations">SQL scripts in order, each run once and in a transaction; a shipped one is never changed.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened or is newer than the migrations.</exception>
    public static SqliteDatabase Open(string path, IReadOnlyList<string> migrations)
    {
        var full = System.IO.Path.GetFullPath(path);
        KeepToOwner(full);
        return new SqliteDatabase(new SqliteFile(full, [.. migrations]));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The work runs on the writer's thread, and SQLite answers there before a call returns. So the task of a work that only awaits its connection is completed
    /// when the work returns, and one that is not is refused at once: it would hold up every other write of the file. Its connection then refuses it too.
    /// </remarks>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) =>
        StoreMeter.IsEnabled ? MeasureWriteAsync(work, cancellationToken) : QueueAsync(work, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>It reads on the caller's thread and is over when it returns, unless every connection is in use or the query awaits something else.</remarks>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) =>
        StoreMeter.IsEnabled ? MeasureReadAsync(query, cancellationToken) : QueryAsync(query, cancellationToken);

    /// <summary>Does what waits, moves the write-ahead log into the file, and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _writer.DisposeAsync();
            _file.Dispose();
        }
    }

    // Methods of their own: a lambda beside the call that measures nothing would be made for that one too.
    private Task<T> MeasureWriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) =>
        StoreMeter.MeasureAsync(_name, "write", () => QueueAsync(work, cancellationToken));

    private Task<T> MeasureReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
        StoreMeter.MeasureAsync(_name, "read", () => QueryAsync(query, cancellationToken));

    private Task<T> QueueAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        var waiting = new WriteWork<T>(work, cancellationToken);
        _writer.Add(waiting);
        return waiting.Task;
    }

    private async Task<T> QueryAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        var session = _file.Enter();
        SqliteConnection? reader = null;
        var isHealthy = false;
        try
        {
            reader = await session.RentAsync(_file.Reading.SlotTimeout, _file.Reading.BusyTimeout, cancellationToken);
            reader.Run(BeginSnapshot);
            _file.Reading.Forget();
            var result = await query(reader);
            reader.Run("COMMIT");
            isHealthy = true;
            return result;
        }
        catch (SqliteException exception) when (SqliteFailure.IsOfStore(exception))
        {
            _file.Reading.Note(exception);
            if (!SqliteFailure.IsLock(exception))
            {
                _file.Retire(session);
            }

            throw SqliteFailure.ToUnavailable(Path, exception);
        }
        finally
        {
            if (reader is not null)
            {
                session.Return(reader, isHealthy);
            }

            session.Leave();
        }
    }

    private static void KeepToOwner(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                PrivateFile.Protect(path);
                return;
            }

            PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"{path} cannot be created or read: {exception.Message}", exception);
        }
    }
}
