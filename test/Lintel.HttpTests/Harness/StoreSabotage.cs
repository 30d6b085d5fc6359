using Microsoft.Data.Sqlite;

namespace Lintel.HttpTests.Harness;

/// <summary>Somebody else holds a database's write lock; readers are not hindered.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly SqliteConnection _connection;

    public StoreLock(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        Run("BEGIN EXCLUSIVE");
    }

    public void Dispose()
    {
        Run("ROLLBACK");
        _connection.Dispose();
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}

/// <summary>A database's files are somewhere else.</summary>
internal sealed class StoreMove : IDisposable
{
    private readonly List<(string From, string To)> _moved = [];

    public StoreMove(string folder, string file)
    {
        var away = Directory.CreateDirectory(Path.Combine(folder, "away"));
        foreach (var path in Directory.GetFiles(folder, file + "*"))
        {
            var to = Path.Combine(away.FullName, Path.GetFileName(path));
            File.Move(path, to);
            _moved.Add((path, to));
        }

        if (_moved.Count == 0)
        {
            throw new InvalidOperationException($"There is no {file} in {folder}.");
        }
    }

    public void Dispose() => _moved.ForEach(move => File.Move(move.To, move.From, overwrite: true));
}
