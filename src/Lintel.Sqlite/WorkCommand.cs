using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>A command of a <see cref="WorkConnection"/>; it runs only while its work has its turn.</summary>
/// <param name="connection">The connection as the work sees it.</param>
/// <param name="inner">The command on the writer's connection.</param>
internal sealed class WorkCommand(WorkConnection connection, SqliteCommand inner) : DbCommand
{
    private bool _isNoted;

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => inner.CommandText;
        set => inner.CommandText = value;
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

    /// <summary>Ends the reading of rows.</summary>
    public void Stop() => inner.Dispose();

    /// <inheritdoc/>
    public override void Cancel()
    {
        // Statements of the writer are short, and each ends with its own work.
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery()
    {
        connection.ThrowIfNotInTurn();
        return inner.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override object? ExecuteScalar()
    {
        connection.ThrowIfNotInTurn();
        return inner.ExecuteScalar();
    }

    /// <inheritdoc/>
    public override void Prepare()
    {
        connection.ThrowIfNotInTurn();
        inner.Prepare();
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        connection.ThrowIfNotInTurn();
        if (!_isNoted)
        {
            connection.Note(this);
            _isNoted = true;
        }

        // The connection is the writer's, and stays open for the works that follow.
        return inner.ExecuteReader(behavior & ~CommandBehavior.CloseConnection);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Out of its turn nothing touches the writer's connection, and what was open is closed.
        if (disposing && connection.IsInTurn)
        {
            connection.Forget(this);
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static InvalidOperationException Unsupported() => new("A command of a work belongs to the connection and the transaction that it was made in.");
}
