using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Transactions;
using Lintel.Storage;
using Lintel.Telemetry;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// One schema of a PostgreSQL database, 15 or newer. Transactions run side by side, on as many nodes as there are, and the result is as if they had run one
/// after the other (<c>SERIALIZABLE</c>): those that meet are run again.
/// </summary>
public sealed class PostgresDatabase : IDatabase, ILockedWrites
{
    // Milliseconds.
    private const int LongestPause = 50;

    private static readonly TimeSpan LongestMeeting = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source;
    private readonly PostgresTransaction _transaction;
    private readonly string _schema;
    private readonly string _name;
    private readonly WorkCount _works = new();

    private PostgresDatabase(NpgsqlDataSource source, string schema)
    {
        _source = source;
        _schema = schema;
        _name = PostgresSource.NameOf(source, schema);
        _transaction = new PostgresTransaction(schema);
    }

    /// <summary>
    /// Opens a schema, creates it where there is none, and brings its tables up to date; of several processes that do so at once, one does it.
    /// </summary>
    /// <param name="source">The connections, which are not closed with this.</param>
    /// <param name="schema">The schema: lowercase ASCII letters, digits and underscores, at most 63, a letter first.</param>
    /// <param name="migrations">
    /// SQL scripts in order, each run once and in a transaction; a shipped one is never changed. A release that knows fewer scripts goes on beside a newer one,
    /// so a script only adds; one that older releases cannot work with begins with the line <c>-- needs n</c>, and those that know fewer than n scripts are
    /// refused from then on.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, or the schema is too new for the migrations.</exception>
    /// <exception cref="ArgumentException">The name is not of that form.</exception>
    public static async Task<PostgresDatabase> OpenAsync(
        NpgsqlDataSource source, string schema, IReadOnlyList<string> migrations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(migrations);
        if (!IsName(schema))
        {
            throw new ArgumentException($"{schema} is no name for a schema: lowercase letters, digits and underscores, at most 63, a letter first.", nameof(schema));
        }

        return await OpenAsync(source, schema, () => PostgresMigrator.MigrateAsync(source, schema, migrations, cancellationToken));
    }

    /// <summary>Opens a schema to be read as it is: its tables are not brought up to date, and a user that may only SELECT is enough.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached, or the schema is missing or of another release.</exception>
    internal static Task<PostgresDatabase> OpenToReadAsync(
        NpgsqlDataSource source, string schema, IReadOnlyList<string> migrations, CancellationToken cancellationToken = default) =>
        OpenAsync(source, schema, () => PostgresMigrator.CheckAsync(source, schema, migrations, cancellationToken));

    private static async Task<PostgresDatabase> OpenAsync(NpgsqlDataSource source, string schema, Func<Task> prepare)
    {
        var database = new PostgresDatabase(source, schema);
        try
        {
            await prepare();
            return database;
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            throw PostgresFailure.ToUnavailable(database._name, exception);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Several works run side by side. A statement that fails ends the work, also where the work catches its exception: PostgreSQL keeps nothing of such a
    /// transaction.
    /// </remarks>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) => StoreMeter.IsEnabled
        ? StoreMeter.MeasureAsync(_schema, "write", () => WriteUntilAloneAsync(work, cancellationToken))
        : WriteUntilAloneAsync(work, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) => StoreMeter.IsEnabled
        ? StoreMeter.MeasureAsync(_schema, "read", () => RunAsync(_transaction.BeginReadAsync, query, cancellationToken))
        : RunAsync(_transaction.BeginReadAsync, query, cancellationToken);

    /// <summary>
    /// Runs a work that adds rows of its own and changes none of another's, in a transaction that meets no other and so runs once. What works change together
    /// belongs in <see cref="WriteAsync"/>.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot answer. Whether the commit was made is not known then.</exception>
    internal Task<T> AppendAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        return StoreMeter.IsEnabled ? StoreMeter.MeasureAsync(_schema, "write", AppendAsync) : AppendAsync();

        Task<T> AppendAsync() => RunAsync(_transaction.BeginAppendAsync, connection => work(((PostgresConnection)connection).Pooled), cancellationToken);
    }

    Task<T> ILockedWrites.WriteLockedAsync<T>(IEnumerable<string> locks, Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        string[] names = [.. locks];
        return StoreMeter.IsEnabled ? StoreMeter.MeasureAsync(_schema, "write", RunAsync) : RunAsync();

        Task<T> RunAsync() => this.RunAsync(connection => _transaction.BeginLockedAsync(connection, names), work, cancellationToken);
    }

    /// <summary>Waits for what is under way, and refuses what comes. The connections are those of whoever has opened them.</summary>
    public ValueTask DisposeAsync() => new(_works.EndAsync());

    private static bool IsName(string schema) =>
        schema is { Length: > 0 and <= 63 }
        && char.IsAsciiLetterLower(schema[0])
        && schema.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');

    private async Task<T> WriteUntilAloneAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        for (var run = 1; ; run++)
        {
            try
            {
                return await RunAsync(_transaction.BeginWriteAsync, work, cancellationToken);
            }
            catch (StoreUnavailableException exception) when (
                exception.InnerException is { } inner && PostgresFailure.IsMeeting(inner) && Stopwatch.GetElapsedTime(began) < LongestMeeting)
            {
                // Those that met do not come back together. By the real time: the server knows no other.
                var pause = RandomNumberGenerator.GetInt32(1 + Math.Min(LongestPause, 2 << Math.Min(run, 8)));
                await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, cancellationToken);
            }
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "What a work sees owns nothing: the connection is the pool's.")]
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task> begin, Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        using var counted = _works.Begin();
        try
        {
            // A connection that comes back in a transaction is rolled back by its pool.
            await using var connection = await ConnectAsync(cancellationToken);
            await begin(connection);
            var ofWork = new PostgresConnection(connection);
            var result = await WorkAsync(ofWork, work);
            ofWork.ThrowIfFailed();
            await PostgresTransaction.CommitAsync(connection);
            ofWork.Committed();
            return result;
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            throw PostgresFailure.ToUnavailable(_name, exception);
        }
    }

    // A connection that joins a transaction of the caller's is not ours to commit.
    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (Transaction.Current is null)
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }

        using var alone = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        return await _source.OpenConnectionAsync(cancellationToken);
    }

    private static async Task<T> WorkAsync<T>(PostgresConnection connection, Func<DbConnection, Task<T>> work)
    {
        try
        {
            return await work(connection);
        }
        finally
        {
            connection.End();
        }
    }
}
