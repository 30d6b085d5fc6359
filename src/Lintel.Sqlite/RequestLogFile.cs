using System.Data.Common;
using Dapper;
using Lintel.Storage;
using Lintel.Stores;

namespace Lintel.Sqlite;

/// <summary>Opens the file of the request log. One that cannot be used never keeps an API from starting: it is renamed, and a new one begun.</summary>
internal static class RequestLogFile
{
    private static readonly string[] Parts = ["", "-wal", "-shm"];

    /// <summary>Opens the file, and sets it aside first where it is damaged or of a newer release.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock, for the name of what is set aside.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened for another reason, such as missing rights.</exception>
    public static async Task<(SqliteDatabase Database, SetAsideFile? SetAside)> OpenAsync(string path, TimeProvider time)
    {
        try
        {
            return (await OpenAndProbeAsync(path), null);
        }
        catch (Exception exception) when (SqliteFailure.IsOfFile(exception))
        {
            var aside = MoveAside(path, time.GetUtcNow());
            return (await OpenAndProbeAsync(path), new SetAsideFile(aside, (exception.InnerException as NewerFileException ?? exception).Message));
        }
    }

    private static async Task<SqliteDatabase> OpenAndProbeAsync(string path)
    {
        var database = SqliteDatabase.Open(path, StoreMigrations.Requests);
        try
        {
            await database.ReadAsync(ProbeAsync);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    // What every append reads; a whole check would read all of the file at every start.
    private static async Task<int> ProbeAsync(DbConnection connection)
    {
        await connection.QuerySingleAsync<long>("SELECT written FROM request_total");
        await connection.QueryAsync<byte[]>("SELECT lines FROM request_block ORDER BY id DESC LIMIT 1");
        return await connection.ExecuteScalarAsync<int>(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM request_id_run LIMIT 1)) + (SELECT count(*) FROM (SELECT 1 FROM request_id_apart LIMIT 1))");
    }

    private static string MoveAside(string path, DateTimeOffset now)
    {
        var aside = $"{path}.set-aside-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}";
        try
        {
            foreach (var part in Parts.Where(part => File.Exists(path + part)))
            {
                File.Move(path + part, aside + part);
            }

            return aside;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"{path} cannot be used and cannot be renamed either: {exception.Message}", exception);
        }
    }
}
