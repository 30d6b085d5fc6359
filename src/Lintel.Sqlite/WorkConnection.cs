using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>
/// The writer's connection as one work sees it: usable on the writer's thread, and until the work's turn is over. A work that awaits something else goes on
/// elsewhere and later, when the connection does another's work; whatever it asks for then is refused, so that nothing of it lands in another's transaction.
/// </summary>
/// <param name="inner">The writer's connection.</param>
internal sealed class WorkConnection(SqliteConnection inner) : DbConnection
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<WorkCommand> _reading = [];
    private volatile bool _isOver;

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

    /// <summary>True where the caller is the work, in its turn.</summary>
    public bool IsInTurn => !_isOver && Environment.CurrentManagedThreadId == _thread;

    /// <summary>Ends the turn of the work: closes what it left open, and refuses what it asks for from now on.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "This is its end, and Dispose is the work's to call: there is one for every write, and nothing to finalize.")]
    public void End()
    {
        GC.SuppressFinalize(this);
        _isOver = true;
        foreach (var command in _reading)
        {
            command.Stop();
        }

        _reading.Clear();
    }

    /// <summary>Refuses whatever comes from another thread or too late.</summary>
    /// <exception cref="InvalidOperationException">It does.</exception>
    public void ThrowIfNotInTurn()
    {
        if (!IsInTurn)
        {
            throw new InvalidOperationException(WriteWork.AwaitsSomethingElse);
        }
    }

    /// <summary>Notes a command whose rows are being read, so that <see cref="End"/> closes it where the work does not.</summary>
    public void Note(WorkCommand command) => _reading.Add(command);

    /// <summary>Forgets a command that is closed.</summary>
    public void Forget(WorkCommand command) => _reading.Remove(command);

    /// <inheritdoc/>
    public override void Open() => throw Unsupported();

    /// <inheritdoc/>
    public override void Close() => throw Unsupported();

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName) => throw Unsupported();

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw Unsupported();

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand()
    {
        ThrowIfNotInTurn();
        return new WorkCommand(this, inner.CreateCommand());
    }

    private static InvalidOperationException Unsupported() => new("The connection of a work is open and in a transaction, and both are the engine's to end.");
}
