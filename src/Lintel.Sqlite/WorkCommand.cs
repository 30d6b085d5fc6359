using System.Data;
using System.Data.Common;
using Lintel.Storage;

namespace Lintel.Sqlite;

/// <summary>A command of a <see cref="WorkConnection"/>; it runs only while its work has its turn.</summary>
/// <param name="connection">The connection as the work sees it.</param>
/// <param name="inner">The command on the writer's connection.</param>
internal sealed class WorkCommand(WorkConnection connection, DbCommand inner) : DelegatingCommand(connection, inner)
{
    private readonly WorkConnection _work = connection;
    private bool _isNoted;

    /// <summary>Ends the reading of rows.</summary>
    public void Stop() => Inner.Dispose();

    /// <inheritdoc/>
    public override int ExecuteNonQuery()
    {
        _work.ThrowIfNotInTurn();
        return Inner.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override object? ExecuteScalar()
    {
        _work.ThrowIfNotInTurn();
        return Inner.ExecuteScalar();
    }

    /// <inheritdoc/>
    public override void Prepare()
    {
        _work.ThrowIfNotInTurn();
        Inner.Prepare();
    }

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        _work.ThrowIfNotInTurn();
        if (!_isNoted)
        {
            _work.Note(this);
            _isNoted = true;
        }

        // The connection is the writer's, and stays open for the works that follow.
        return Inner.ExecuteReader(behavior & ~CommandBehavior.CloseConnection);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Out of its turn nothing touches the writer's connection, and what was open is closed.
        if (disposing && _work.IsInTurn)
        {
            _work.Forget(this);
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
