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

    public static async Task<ErasedRequests> RunAsync(DbConnection connection, string accountId, IReadOnlyCollection<string> keyIds, long after)
    {
        var blocks = (await connection.QueryAsync<RequestBlock>(
            "SELECT id, requests, lines FROM request_block WHERE id > @after ORDER BY id LIMIT @BlocksAtOnce", new { after, BlocksAtOnce })).AsList();
        var (entries, addresses) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var block in blocks)
        {
            entries += await RewriteAsync(connection, block, accountId, addresses);
        }

        await ErasedUsage.RemoveAsync(connection, addresses, keyIds);
        return new ErasedRequests(blocks.Count == BlocksAtOnce ? blocks[^1].Id : null, entries);
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
