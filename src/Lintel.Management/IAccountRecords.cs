using System.Text.Json.Nodes;

namespace Lintel.Management;

/// <summary>
/// The records that a module of an application keeps of accounts, for the export and the erasure of what is kept of one. Register it as a singleton of this
/// type. Implementations are thread-safe.
/// </summary>
public interface IAccountRecords
{
    /// <summary>Reads the records of an account, without secrets.</summary>
    /// <param name="accountId">The account; one of another API has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<AccountRecord> ReadAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>
    /// Erases what may tell of persons from the records of an account. Called at least twice while the account is suspended, first while its keys are still
    /// there, and again where it was interrupted.
    /// </summary>
    /// <param name="accountId">The account; one of another API has none.</param>
    /// <param name="cancellationToken">Gives up; it is called again later.</param>
    Task EraseAsync(string accountId, CancellationToken cancellationToken);
}

/// <summary>A record that a module keeps of an account.</summary>
/// <param name="Kind">The kind, such as <c>shop.order</c>: the line's <c>kind</c> in the export.</param>
/// <param name="Data">The record.</param>
public sealed record AccountRecord(string Kind, JsonNode Data);
