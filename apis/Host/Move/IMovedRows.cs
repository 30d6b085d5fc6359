using Npgsql;

namespace Lintel.Host.Move;

/// <summary>The rows of a table, one after the other, with its columns in their order.</summary>
internal interface IMovedRows : IAsyncDisposable
{
    /// <summary>Reads the next row.</summary>
    /// <param name="row">Takes the values.</param>
    /// <returns>true if there was one; otherwise, false.</returns>
    Task<bool> ReadAsync(object?[] row);

    /// <summary>Makes what the rows need there, in the transaction of the first of them.</summary>
    Task BeginAsync(NpgsqlConnection target) => Task.CompletedTask;

    /// <summary>Notes there what follows from the rows, in the transaction of the last of them.</summary>
    Task EndAsync(NpgsqlConnection target) => Task.CompletedTask;
}
