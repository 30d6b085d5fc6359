using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// A connection as one work sees it, usable until its task ends. Lists of parameters are written out by Dapper, as for every engine but Npgsql's own
/// connection, so that queries are the same everywhere.
/// </summary>
/// <param name="inner">The connection of the pool.</param>
internal sealed class PostgresConnection(NpgsqlConnection inner) : DelegatingConnection(inner), ICommitActions, ISharedRows
{
    private readonly List<Action> _afterCommit = [];

    private ExceptionDispatchInfo? _failure;
    private volatile bool _isOver;

    /// <summary>The connection of the pool, for what only this engine has.</summary>
    public NpgsqlConnection Pooled => inner;

    /// <inheritdoc/>
    public string SkipLocked => " FOR UPDATE SKIP LOCKED";

    /// <inheritdoc/>
    public void Add(Action action) => _afterCommit.Add(action);

    /// <inheritdoc/>
    public async Task<long> ReadTimeAsync()
    {
        // Of now, not of the beginning of the transaction.
        await using var command = CreateCommand();
        command.CommandText = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Notes that a statement has failed, and the transaction with it.</summary>
    public void Failed(PostgresException exception) => _failure ??= ExceptionDispatchInfo.Capture(exception);

    /// <summary>Throws what has failed, also where the work has caught it: nothing of the transaction can be kept.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    /// <summary>Does what was to be done after the commit.</summary>
    public void Committed() => _afterCommit.ForEach(action => action());

    /// <summary>Refuses what the work asks for from now on: the connection does another's work by then.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "This is its end, and Dispose is the work's to call: there is one for every work, and nothing to finalize.")]
    public void End()
    {
        GC.SuppressFinalize(this);
        _isOver = true;
    }

    /// <exception cref="InvalidOperationException">The work has ended.</exception>
    public void ThrowIfOver()
    {
        if (_isOver)
        {
            throw new InvalidOperationException("The work has ended, and its connection is another's.");
        }
    }

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand()
    {
        ThrowIfOver();
        return new PostgresCommand(this, Inner.CreateCommand());
    }
}
