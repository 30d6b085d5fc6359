using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// Keeps a second process off a database: caches and counters are those of one process, so that a key that another one revokes would live on here.
/// </summary>
/// <remarks>
/// The lock is that of a connection of its own; it is gone with the connection, however the process ends. Where the connection is lost and the process is not,
/// the lock is taken again; where another process was first, or was there meanwhile, this one is told so for good.
/// </remarks>
internal sealed class PostgresProcess : IAsyncDisposable
{
    // Beside the lock of migrations.
    private const long Lock = 0x6c696e74656d;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly string _connectionString;
    private readonly string _name;
    private NpgsqlConnection _connection;
    private Task _watch = Task.CompletedTask;
    private long _epoch;

    private PostgresProcess(NpgsqlConnection connection, string connectionString, string name)
    {
        _connection = connection;
        _connectionString = connectionString;
        _name = name;
    }

    /// <summary>Canceled once the database is another process'.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the database, or waits for the process that has it.</summary>
    /// <param name="connectionString">How it is reached.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="wait">How long to wait.</param>
    /// <exception cref="StoreUnavailableException">It cannot be reached, or another process has it.</exception>
    public static async Task<PostgresProcess> EnterAsync(string connectionString, string name, TimeSpan wait)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        var connection = new NpgsqlConnection(own);
        try
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"SELECT set_config('lock_timeout', @wait, false), pg_advisory_lock({Lock})", connection);
            command.Parameters.AddWithValue("wait", $"{Math.Max(1, (long)wait.TotalMilliseconds)}ms");
            command.CommandTimeout = (int)Math.Ceiling(wait.TotalSeconds) + 5;
            await command.ExecuteNonQueryAsync();
            return new PostgresProcess(connection, own, name);
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            await connection.DisposeAsync();
            throw exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }
                ? new StoreUnavailableException($"{name} belongs to another process. Several nodes cannot share a database yet: stop the other one.", exception)
                : PostgresFailure.ToUnavailable(name, exception);
        }
    }

    /// <summary>Notes that this process has the database, and watches over the lock from now on. The tables are there.</summary>
    public async Task WatchAsync()
    {
        await using var command = new NpgsqlCommand("UPDATE lintel.process SET epoch = epoch + 1 RETURNING epoch", _connection);
        _epoch = (long)(await command.ExecuteScalarAsync())!;
        _watch = Task.Run(RunAsync);
    }

    /// <exception cref="StoreUnavailableException">The database is another process'.</exception>
    public void ThrowIfLost()
    {
        if (_lost.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"{_name} belongs to another process now, and what this one remembers may be old: restart it.");
        }
    }

    /// <summary>Gives the database up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ending.IsCancellationRequested)
        {
            await _ending.CancelAsync();
            await _watch;
            await _connection.DisposeAsync();
            _ending.Dispose();
        }
    }

    private async Task RunAsync()
    {
        while (!_ending.IsCancellationRequested && !_lost.IsCancellationRequested)
        {
            try
            {
                await _connection.WaitAsync(_ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (PostgresFailure.IsOfStore(exception) || exception is InvalidOperationException)
            {
                await ReturnAsync();
            }
        }
    }

    /// <summary>Connects again, and takes the lock where nobody else has had it.</summary>
    private async Task ReturnAsync()
    {
        await _connection.DisposeAsync();
        _connection = new NpgsqlConnection(_connectionString);
        try
        {
            await _connection.OpenAsync(_ending.Token);
            await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_lock({Lock}) AND epoch = @epoch FROM lintel.process", _connection);
            command.Parameters.AddWithValue("epoch", _epoch);
            if (await command.ExecuteScalarAsync(_ending.Token) is not true)
            {
                await _lost.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            // By the real time: the server knows no other.
            await Task.Delay(Pause, TimeProvider.System, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
