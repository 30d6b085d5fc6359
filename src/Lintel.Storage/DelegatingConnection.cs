using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Lintel.Storage;

/// <summary>
/// A connection as one work sees it: open, and in a transaction that the engine begins and ends. Engines say in which way it is refused once the work is over.
/// </summary>
/// <param name="inner">The engine's connection.</param>
internal abstract class DelegatingConnection(DbConnection inner) : DbConnection
{
    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => throw Unsupported();
    }

    /// <inheritdoc/>
    public override string Database => inner.Database;

    /// <inheritdoc/>
    public override string DataSource => inner.DataSource;

    /// <inheritdoc/>
    public override string ServerVersion => inner.ServerVersion;

    /// <inheritdoc/>
    public override ConnectionState State => inner.State;

    /// <summary>The engine's connection.</summary>
    protected DbConnection Inner => inner;

    /// <inheritdoc/>
    public override void Open() => throw Unsupported();

    /// <inheritdoc/>
    public override void Close() => throw Unsupported();

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName) => throw Unsupported();

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw Unsupported();

    private static InvalidOperationException Unsupported() => new("The connection of a work is open and in a transaction, and both are the engine's to end.");
}
