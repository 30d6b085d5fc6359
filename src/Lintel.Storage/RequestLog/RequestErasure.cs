using System.Data.Common;
using System.Text;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// Erases the data of an account from the blocks of the request log. A block that has some is written anew, with the lines of others as they were.
/// </summary>
internal static class RequestErasure
{
    private const int BlocksAtOnce = 8;

    /// <summary>Erases a piece.</summary>
    public static async Task<ErasedRequests> RunAsync(DbConnection connection, string accountId, long after)
    {
        var blocks = await ReadAsync(connection, after);
        var (entries, addresses) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var block in blocks)
        {
            entries += await RewriteAsync(connection, block, accountId, addresses);
        }

        await ErasedUsage.NoteAsync(connection, accountId, addresses);
        return new ErasedRequests(blocks.Count == BlocksAtOnce ? blocks[^1].Id : null, entries);
    }

    /// <summary>Counts the entries of an account, some blocks in a transaction.</summary>
    public static async Task<int> CountAsync(IDatabase database, string accountId, int most, CancellationToken cancellationToken)
    {
        var (text, count) = (Encoding.UTF8.GetBytes(accountId), 0);
        for (long? after = 0; after is { } from && count < most;)
        {
            var blocks = await database.ReadAsync(connection => ReadAsync(connection, from), cancellationToken);
            count += blocks.Where(block => block.MayContain(text)).Sum(block => Count(block, accountId));
            after = blocks.Count == BlocksAtOnce ? blocks[^1].Id : null;
        }

        return Math.Min(count, most);
    }

    private static async Task<List<RequestBlock>> ReadAsync(DbConnection connection, long after) => (await connection.QueryAsync<RequestBlock>(
        "SELECT id, requests, lines FROM request_block WHERE id > @after ORDER BY id LIMIT @BlocksAtOnce", new { after, BlocksAtOnce })).AsList();

    private static int Count(RequestBlock block, string accountId)
    {
        var count = 0;
        using var reader = new RequestBlockReader(block);
        while (reader.MoveNext())
        {
            count += reader.AccountId == accountId ? 1 : 0;
        }

        return count;
    }

    private static async Task<int> RewriteAsync(DbConnection connection, RequestBlock block, string accountId, HashSet<string> addresses)
    {
        if (!block.MayContain(Encoding.UTF8.GetBytes(accountId)))
        {
            return 0;
        }

        using var writer = new RequestBlockWriter();
        writer.Clear();
        var erased = Copy(block, accountId, writer, addresses);
        if (erased > 0)
        {
            await connection.ExecuteAsync("UPDATE request_block SET lines = @lines WHERE id = @Id", new { lines = writer.ToPadded(), block.Id });
        }

        return erased;
    }

    private static int Copy(RequestBlock block, string accountId, RequestBlockWriter writer, HashSet<string> addresses)
    {
        var erased = 0;
        using var reader = new RequestBlockReader(block);
        while (reader.MoveNext())
        {
            var entry = reader.ToEntry();
            var kept = entry.AccountId == accountId ? entry.Erased() : entry;
            if (kept != entry)
            {
                erased++;
                addresses.UnionWith(entry.Address is { } address ? [address] : []);
            }

            writer.AddStored(kept, reader.Count);
        }

        return erased;
    }
}
