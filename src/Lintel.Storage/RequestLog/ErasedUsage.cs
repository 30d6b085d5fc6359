using System.Data.Common;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// Removes what is counted by addresses that are to be erased, the same for every engine. The addresses are noted in <c>erased_address</c> until all of their
/// counts are removed, so that none is forgotten where the process stops in between.
/// </summary>
internal static class ErasedUsage
{
    // Lengths of time, each of which has a bounded number of values.
    private const int AtOnce = 24;

    private const string Dimensions = "dimension IN (@Address, @Impatient)";
    private const string Noted = "value IN (SELECT value FROM erased_address WHERE account_id = @accountId)";

    private static readonly (UsageGrain Grain, UsageDimension Dimension)[] Lanes =
        [.. UsageGrains.All.SelectMany(_ => new[] { UsageDimension.Address, UsageDimension.Impatient }, (grain, dimension) => (grain, dimension))];

    /// <summary>Notes addresses whose counts are to be removed.</summary>
    public static Task<int> NoteAsync(DbConnection connection, string accountId, IEnumerable<string> addresses) => connection.ExecuteAsync(
        "INSERT INTO erased_address (account_id, value) VALUES (@accountId, @address) ON CONFLICT (account_id, value) DO NOTHING",
        addresses.Select(address => new { accountId, address }));

    /// <summary>Removes a piece of the counts.</summary>
    /// <returns>Where to go on; null at the end.</returns>
    public static async Task<UsagePlace?> RemoveAsync(DbConnection connection, string accountId, UsagePlace? place)
    {
        if (place is not { } next)
        {
            if (!await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM erased_address WHERE account_id = @accountId)", new { accountId }))
            {
                return null;
            }

            // First what is not added up yet, so that none of it comes to a place that is behind.
            await connection.ExecuteAsync(
                $"DELETE FROM usage_tally WHERE {Dimensions} AND {Noted}",
                new { Address = (int)UsageDimension.Address, Impatient = (int)UsageDimension.Impatient, accountId });
            return new UsagePlace(Lane: 0, Start: 0);
        }

        if (next.Lane == Lanes.Length)
        {
            await connection.ExecuteAsync("DELETE FROM erased_address WHERE account_id = @accountId", new { accountId });
            return null;
        }

        var (grain, dimension) = Lanes[next.Lane];
        var first = await connection.ExecuteScalarAsync<long?>(
            "SELECT MIN(start) FROM usage WHERE grain = @grain AND dimension = @dimension AND start >= @Start",
            new { grain = (int)grain, dimension = (int)dimension, next.Start });
        if (first is not { } start)
        {
            return new UsagePlace(next.Lane + 1, Start: 0);
        }

        var end = start + (grain.Ticks() * AtOnce);
        await connection.ExecuteAsync(
            $"DELETE FROM usage WHERE grain = @grain AND dimension = @dimension AND start >= @start AND start < @end AND {Noted}",
            new { grain = (int)grain, dimension = (int)dimension, start, end, accountId });
        return next with { Start = end };
    }

    /// <summary>Erases the addresses at which keys were used last, those of their old secrets with them.</summary>
    public static Task<int> BlankKeysAsync(DbConnection connection, IReadOnlyCollection<string> keyIds) =>
        connection.ExecuteAsync("UPDATE key_use SET address = NULL WHERE of_key IN @keyIds AND address IS NOT NULL", new { keyIds });
}
