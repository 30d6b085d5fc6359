using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Lintel.Storage;
using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>
/// The writer's connection as one work sees it: usable on the writer's thread, and until the work's turn is over. A work that awaits something else goes on
/// elsewhere and later, when the connection does another's work; whatever it asks for then is refused, so that nothing of it lands in another's transaction.
/// </summary>
/// <param name="inner">The writer's connection.</param>
internal sealed class WorkConnection(SqliteConnection inner) : DelegatingConnection(inner)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<WorkCommand> _reading = [];
    private volatile bool _isOver;

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
    protected override DbCommand CreateDbCommand()
    {
        ThrowIfNotInTurn();
        return new WorkCommand(this, Inner.CreateCommand());
    }
}
