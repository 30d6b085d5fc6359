using System.Diagnostics;
using System.Text;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// Finds the lines of a page, newest first, in blocks whose times overlap where requests took long. A page that takes long ends early, and has a cursor.
/// </summary>
internal static class RequestSearch
{
    /// <param name="query">What is wanted.</param>
    /// <param name="blocks">The blocks that may hold it, the one with the latest line first; read only as far as the page needs.</param>
    /// <param name="longest">The time after which the page ends before it is full, at a block that it has not read.</param>
    public static async Task<RequestLogPage> RunAsync(RequestLogQuery query, IAsyncEnumerable<RequestBlock> blocks, TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
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

            // By the real time: the engine answers on this thread. The cursor must be an earlier one than that of the query, or the pages would not end.
            if (block.LastSequence < (query.Cursor ?? long.MaxValue) - 1 && Stopwatch.GetElapsedTime(began) > longest)
            {
                return PageOf(page, block.LastSequence + 1);
            }

            if (texts.TrueForAll(text => block.MayContain(text)))
            {
                Collect(query, block, found);
            }
        }

        Take(found, page, query.Limit + 1, -1);
        return page.Count > query.Limit ? PageOf(page.GetRange(0, query.Limit), page[query.Limit - 1].Sequence) : PageOf(page, cursor: null);
    }

    private static RequestLogPage PageOf(List<(RequestLogEntry Entry, long Sequence)> lines, long? cursor) =>
        new([.. lines.Select(line => line.Entry)], cursor);

    private static void Collect(RequestLogQuery query, RequestBlock block, PriorityQueue<RequestLogEntry, long> found)
    {
        using var reader = new RequestBlockReader(block);
        while (reader.MoveNext())
        {
            if (query.Matches(reader) && !(reader.Sequence >= query.Cursor))
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
            query.ApplicationId,
            query.Method,
            query.Code,
            query.Condition,
            query.Operation,
            query.InboundId,
            query.Address,
            query.Route?.TrimEnd('*'),
        }.OfType<string>().Select(Encoding.UTF8.GetBytes), .. TraceOf(query)];

    /// <summary>A trace id stands in its block as bytes.</summary>
    private static byte[][] TraceOf(RequestLogQuery query) => query.TraceId is { } trace ? [Convert.FromHexString(trace)] : [];
}
