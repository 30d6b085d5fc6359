using System.Data.Common;

namespace Lintel.Storage;

/// <summary>The parts of claiming rows that differ between an engine with one process and one that several processes write.</summary>
internal static class SharedRows
{
    /// <summary>true if other processes may write the same tables; otherwise, false.</summary>
    public static bool IsShared(this DbConnection connection) => connection is ISharedRows;

    /// <summary>The end of a SELECT that locks its rows and leaves out those that another transaction has locked; empty where writes never overlap.</summary>
    public static string SkipLocked(this DbConnection connection) => connection is ISharedRows shared ? shared.SkipLocked : string.Empty;

    /// <summary>Returns the time that all processes agree on, in Unix milliseconds: the engine's where there are several.</summary>
    /// <param name="connection">The connection of a work.</param>
    /// <param name="now">The time of this process, in Unix milliseconds, which is everybody's where there is one.</param>
    public static Task<long> SharedTimeAsync(this DbConnection connection, long now) =>
        connection is ISharedRows shared ? shared.ReadTimeAsync() : Task.FromResult(now);
}

/// <summary>A connection of an engine that several processes write at once.</summary>
internal interface ISharedRows
{
    /// <summary>The end of a SELECT that locks its rows and leaves out those that another transaction has locked.</summary>
    string SkipLocked { get; }

    /// <summary>Reads the engine's clock, in Unix milliseconds.</summary>
    Task<long> ReadTimeAsync();
}
