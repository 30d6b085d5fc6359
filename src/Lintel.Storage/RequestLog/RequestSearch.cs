using System.Text;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>Finds the lines of a page, newest first, in blocks whose times overlap where requests took long.</summary>
internal static class RequestSearch
{
    /// <param name="query">What is wanted.</param>
    /// <param name="blocks">The blocks that may hold it, the one with the latest line first; read only as far as the page needs.</param>
    public static async Task<RequestLogPage> RunAsync(RequestLogQuery query, IAsyncEnumerable<RequestBlock> blocks)
    {
        var texts = TextsOf(query);
        var found = new PriorityQueue<RequestLogEntry, long>();
        var page = new List<(RequestLogEntry Entry, long Sequence)>();
        await foreach (var block in blocks)
        {
            // Nothing that comes from here on is newer than this block's last line.
            Take(found, page, query.Limit + 1, block.LastSequence);
            if (page.Count > query.Limit)
            {
                break;
            }

            if (texts.TrueForAll(text => block.MayContain(text)))
            {
                Collect(query, block, found);
            }
        }

        Take(found, page, query.Limit + 1, -1);
        var hasMore = page.Count > query.Limit;
        return new RequestLogPage([.. page.Take(query.Limit).Select(line => line.Entry)], hasMore ? page[query.Limit - 1].Sequence : null);
    }

    private static void Collect(RequestLogQuery query, RequestBlock block, PriorityQueue<RequestLogEntry, long> found)
    {
        using var reader = new RequestBlockReader(block);
        while (reader.MoveNext())
        {
            if (reader.Matches(query) && !(reader.Sequence >= query.Cursor))
            {
                found.Enqueue(reader.ToEntry(), -reader.Sequence);
            }
        }
    }

    private static void Take(PriorityQueue<RequestLogEntry, long> found, List<(RequestLogEntry Entry, long Sequence)> page, int enough, long above)
    {
        while (page.Count < enough && found.TryPeek(out var entry, out var order) && -order > above)
        {
            found.Dequeue();
            page.Add((entry, -order));
        }
    }

    private static List<byte[]> TextsOf(RequestLogQuery query) =>
        [.. new[]
        {
            query.Api,
            query.AccountId,
            query.KeyId,
            query.Method,
            query.Code,
            query.Route?.TrimEnd('*')
        }.OfType<string>().Select(Encoding.UTF8.GetBytes), .. TraceOf(query)];

    /// <summary>A trace id stands in its block as bytes.</summary>
    private static byte[][] TraceOf(RequestLogQuery query) => query.TraceId is { } trace ? [Convert.FromHexString(trace)] : [];
}
