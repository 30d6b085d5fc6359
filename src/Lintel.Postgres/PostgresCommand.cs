using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>A command of a <see cref="PostgresConnection"/>.</summary>
/// <param name="connection">The connection as the work sees it.</param>
/// <param name="inner">The command on the connection of the pool.</param>
internal sealed partial class PostgresCommand(PostgresConnection connection, NpgsqlCommand inner) : DbCommand
{
    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => inner.CommandText;
        set => inner.CommandText = value is null ? null : EmptyList().Replace(value, "IN (NULL)");
    }

    /// <inheritdoc/>
    public override int CommandTimeout
    {
        get => inner.CommandTimeout;
        set => inner.CommandTimeout = value;
    }

    /// <inheritdoc/>
    public override CommandType CommandType
    {
        get => inner.CommandType;
        set => inner.CommandType = value;
    }

    /// <inheritdoc/>
    public override bool DesignTimeVisible
    {
        get => inner.DesignTimeVisible;
        set => inner.DesignTimeVisible = value;
    }

    /// <inheritdoc/>
    public override UpdateRowSource UpdatedRowSource
    {
        get => inner.UpdatedRowSource;
        set => inner.UpdatedRowSource = value;
    }

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw Unsupported();
    }

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

    /// <inheritdoc/>
    protected override DbTransaction? DbTransaction
    {
        get => null;
        set => throw Unsupported();
    }

    /// <inheritdoc/>
    public override void Cancel()
    {
        // Dapper cancels what is not read to its end. PostgreSQL would give up the whole transaction.
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => throw Synchronous();

    /// <inheritdoc/>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => NoteAsync(Inner().ExecuteNonQueryAsync(cancellationToken));

    /// <inheritdoc/>
    public override object? ExecuteScalar() => throw Synchronous();

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => NoteAsync(Inner().ExecuteScalarAsync(cancellationToken));

    /// <inheritdoc/>
    public override void Prepare()
    {
        // The pool prepares what is used again.
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw Synchronous();

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        await NoteAsync(Inner().ExecuteReaderAsync(behavior & ~CommandBehavior.CloseConnection, cancellationToken));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // As Dapper writes an empty list. PostgreSQL takes the parameter for a text there, which it compares with no number.
    [GeneratedRegex(@"(?<!NOT )IN \(SELECT @\w+ WHERE 1 = 0\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmptyList();

    private static NotSupportedException Synchronous() => new("Await the asynchronous method: the database answers over a network.");

    private static InvalidOperationException Unsupported() => new("A command of a work belongs to the connection and the transaction that it was made in.");

    /// <summary>Tells the connection of what failed: the transaction has failed with it, whatever the work makes of it.</summary>
    private async Task<T> NoteAsync<T>(Task<T> running)
    {
        try
        {
            return await running;
        }
        catch (PostgresException exception)
        {
            connection.Failed(exception);
            throw;
        }
    }

    private NpgsqlCommand Inner()
    {
        connection.ThrowIfOver();
        return inner;
    }
}
