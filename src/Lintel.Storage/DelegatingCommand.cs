using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Lintel.Storage;

/// <summary>A command of a <see cref="DelegatingConnection"/>. Engines say how it runs.</summary>
/// <param name="connection">The connection as the work sees it.</param>
/// <param name="inner">The command on the engine's connection.</param>
internal abstract class DelegatingCommand(DbConnection connection, DbCommand inner) : DbCommand
{
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

    /// <summary>The command on the engine's connection.</summary>
    protected DbCommand Inner => inner;

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
        // Dapper cancels what is not read to its end. It ends with its work; an engine might give up the whole transaction.
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    private static InvalidOperationException Unsupported() => new("A command of a work belongs to the connection and the transaction that it was made in.");
}
