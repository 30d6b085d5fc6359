using System.Net;
using Lintel.Requests;

namespace Lintel.Tests.Storage;

/// <summary>Searches of the request log.</summary>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Requests_are_searched_by_what_a_customer_tells()
    {
        await Stores.RequestLog.AppendAsync(
            [
                MakeRecord("req_0000000000000001", Noon) with { InboundId = "mine-1", Address = IPAddress.Parse("203.0.113.7"), ApplicationId = "app_a" },
                MakeRecord("req_0000000000000002", Noon.AddSeconds(1)) with
                {
                    Address = IPAddress.Parse("203.0.113.77"),
                    Operation = "items.list",
                    KeyId = "key_a",
                    Status = 404,
                    Code = "gone",
                    Refusal = Refusal.Missing("Item", "7"),
                },
                MakeRecord("req_0000000000000003", Noon.AddSeconds(2)) with
                {
                    Address = IPAddress.Parse("2001:db8::1"),
                    Duration = TimeSpan.FromMilliseconds(300),
                    Status = 503,
                    Code = "down",
                },
                MakeRecord("req_0000000000000004", Noon.AddSeconds(3)) with { InboundId = "mine-10", Address = IPAddress.Parse("fe80::1%4"), Status = 499 },
            ],
            Token);

        Assert.Equal("2", await SearchAsync(new() { Id = "req_0000000000000002" }));
        Assert.Empty(await SearchAsync(new() { Id = "req_0000000000000002", Status = 200 }));
        Assert.Empty(await SearchAsync(new() { Id = "req_0000000000000009" }));
        Assert.Equal("1", await SearchAsync(new() { InboundId = "mine-1" }));
        Assert.Equal("1", await SearchAsync(new() { ApplicationId = "app_a" }));
        Assert.Equal("2", await SearchAsync(new() { Operation = "items.list" }));
        Assert.Equal("2", await SearchAsync(new() { Condition = "resource.missing" }));
        Assert.Equal("4, 2", await SearchAsync(new() { StatusClass = 4 }));
        Assert.Equal("1", await SearchAsync(new() { StatusClass = 2 }));
        Assert.Equal("1", await SearchAsync(new() { Address = "203.0.113.7" }));
        Assert.Equal("2, 1", await SearchAsync(new() { Network = IPNetwork.Parse("203.0.113.0/24") }));
        Assert.Equal("3", await SearchAsync(new() { Network = IPNetwork.Parse("2001:db8::/32") }));
        Assert.Equal("4", await SearchAsync(new() { Network = IPNetwork.Parse("fe80::/10") }));
        Assert.Equal("3", await SearchAsync(new() { SlowerThan = 299_999 }));
        Assert.Empty(await SearchAsync(new() { SlowerThan = 300_000 }));

        async Task<string> SearchAsync(RequestLogQuery query) =>
            string.Join(", ", (await Stores.RequestLog.SearchAsync(query, Token)).Entries.Select(entry => entry.Id[^1]));
    }

    [Fact]
    public async Task Pages_of_a_search_neither_skip_nor_repeat_while_requests_come()
    {
        const int Before = 600;
        await Stores.RequestLog.AppendAsync([.. Enumerable.Range(0, Before).Select(Make)], Token);
        var found = new List<string>();
        var number = Before;
        long? cursor = null;
        do
        {
            await Stores.RequestLog.AppendAsync([.. Enumerable.Range(number, 40).Select(Make)], Token);
            number += 40;
            var page = await Stores.RequestLog.SearchAsync(new RequestLogQuery { StatusClass = 4, Limit = 25, Cursor = cursor }, Token);
            found.AddRange(page.Entries.Select(entry => entry.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        var first = Before + 40 - 1;
        Assert.Equal(Enumerable.Range(0, first + 1).Reverse().Where(i => i % 3 == 0).Select(i => $"req_{i:x16}"), found);

        static RequestRecord Make(int i) => MakeRecord($"req_{i:x16}", Noon.AddMilliseconds(i)) with { Status = i % 3 == 0 ? 404 : 200 };
    }
}
