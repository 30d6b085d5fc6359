using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>A command of a <see cref="PostgresConnection"/>.</summary>
/// <param name="connection">The connection as the work sees it.</param>
/// <param name="inner">The command on the connection of the pool.</param>
internal sealed partial class PostgresCommand(PostgresConnection connection, DbCommand inner) : DelegatingCommand(connection, inner)
{
    private readonly PostgresConnection _work = connection;

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => base.CommandText;
        set => base.CommandText = value is null ? null : EmptyList().Replace(value, "IN (NULL)");
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => throw Synchronous();

    /// <inheritdoc/>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => NoteAsync(Running().ExecuteNonQueryAsync(cancellationToken));

    /// <inheritdoc/>
    public override object? ExecuteScalar() => throw Synchronous();

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => NoteAsync(Running().ExecuteScalarAsync(cancellationToken));

    /// <inheritdoc/>
    public override void Prepare()
    {
        // The pool prepares what is used again.
    }

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw Synchronous();

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        await NoteAsync(Running().ExecuteReaderAsync(behavior & ~CommandBehavior.CloseConnection, cancellationToken));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // As Dapper writes an empty list. PostgreSQL takes the parameter for a text there, which it compares with no number.
    [GeneratedRegex(@"(?<!NOT )IN \(SELECT @\w+ WHERE 1 = 0\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmptyList();

    private static NotSupportedException Synchronous() => new("Await the asynchronous method: the database answers over a network.");

    /// <summary>Tells the connection of what failed: the transaction has failed with it, whatever the work makes of it.</summary>
    private async Task<T> NoteAsync<T>(Task<T> running)
    {
        try
        {
            return await running;
        }
        catch (PostgresException exception)
        {
            _work.Failed(exception);
            throw;
        }
    }

    private DbCommand Running()
    {
        _work.ThrowIfOver();
        return Inner;
    }
}
