using System.Data.Common;

namespace Lintel.Storage;

/// <summary>Actions of a write that are done once it is kept.</summary>
internal static class CommitActions
{
    /// <summary>
    /// Does something after the commit. Where one writer does all writes, that is now: whoever is woken writes too, and so waits behind this transaction.
    /// </summary>
    /// <param name="connection">The connection of the write.</param>
    /// <param name="action">What to do: short, and thrown nothing. It is not done where the write fails.</param>
    public static void AfterCommit(this DbConnection connection, Action action)
    {
        if (connection is ICommitActions later)
        {
            later.Add(action);
        }
        else
        {
            action();
        }
    }
}

/// <summary>A connection whose writes run side by side with others.</summary>
internal interface ICommitActions
{
    /// <summary>Notes what to do after the commit.</summary>
    void Add(Action action);
}
