using System.Net;
using Lintel.Audit;
using Lintel.Erasures;
using Lintel.Requests;

namespace Lintel.Tests.Storage;

/// <summary>The erasure of the data of an account beside those of others.</summary>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Requests_of_an_account_lose_what_may_tell_of_persons_and_those_of_others_nothing()
    {
        RequestRecord[] records = [.. Enumerable.Range(1, 60).Select(number => Of(number, number % 3 == 0 ? "acct_b" : "acct_a"))];
        records[0] = records[0] with { OldSecret = "hint" };
        await Stores.RequestLog.AppendAsync(records, Token);
        var before = (await Stores.RequestLog.SearchAsync(new RequestLogQuery { Limit = 100 }, Token)).Entries;

        Assert.Equal(40, await EraseAsync());

        var after = (await Stores.RequestLog.SearchAsync(new RequestLogQuery { Limit = 100 }, Token)).Entries;
        Assert.Equal(before.Select(entry => entry.AccountId == "acct_a" ? entry.Erased() : entry), after);
        Assert.Contains(after, entry => entry is { AccountId: "acct_a", Route: RequestLogEntry.ErasedRoute });
        Assert.All(
            after.Where(entry => entry.AccountId == "acct_a"),
            entry => Assert.Equal((null, null, null, null), (entry.Address, entry.InboundId, entry.Arguments, entry.TraceId)));
        Assert.Equal(after[3], await Stores.RequestLog.FindAsync(after[3].Id, Token));
        Assert.Equal("203.0.113.9 20/20 20000/1000", await ReadAsync(UsageDimension.Address));
        var uses = await Stores.RequestLog.FindKeyUsesAsync(["key_a", "key_a hint", "key_b"], Token);
        Assert.Equal((null, null, "203.0.113.9"), (uses["key_a"].Address, uses["key_a hint"].Address, uses["key_b"].Address));
        Assert.Equal(0, await EraseAsync());

        // The log goes on where it was.
        await Stores.RequestLog.AppendAsync([Of(61, "acct_b")], Token);
        Assert.Equal("of-acct_b-61", (await Stores.RequestLog.FindAsync($"req_{61:x16}", Token))!.InboundId);
        Assert.Equal(61, (await Stores.RequestLog.SearchAsync(new RequestLogQuery { Limit = 100 }, Token)).Entries.Count);
    }

    [Fact]
    public async Task Changes_by_and_of_an_account_lose_their_values_and_the_chain_is_whole()
    {
        await NoteAsync("req_1", "acct_operator", "key_a", new AuditChange("name", "Old till", "Till"), new AuditChange("accountId", null, "acct_a"));
        await NoteAsync("req_2", "acct_a", "key_b", new AuditChange("name", "Other", "Another"));
        await NoteAsync("req_3", "acct_operator", "key_b", new AuditChange("name", "Other", "Another"));

        var subject = new AuditSubject(new HashSet<string> { "acct_a", "key_a" });
        Assert.Equal(2, (await Stores.Audit.EraseAsync(Chain, subject, 0, Token)).Entries);
        Assert.Equal(0, (await Stores.Audit.EraseAsync(Chain, subject, 0, Token)).Entries);

        var entries = (await Stores.Audit.SearchAsync(new AuditQuery(), Token)).Entries;
        Assert.Equal([new AuditChange("name", "Other", "Another")], entries[0].Changes);
        Assert.Equal(("Ada", "192.0.2.1"), (entries[0].UserName, entries[0].Address));
        Assert.Equal((null, null, null), (entries[1].UserName, entries[1].Address, entries[1].UserId));
        Assert.Equal([new AuditChange("name", null, null, true), new AuditChange("accountId", null, "acct_a")], entries[2].Changes);
        Assert.Equal("Ada", entries[2].UserName);
        Assert.Equal(8, Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync()).Erased);
    }

    [Fact]
    public async Task Erasure_that_has_not_ended_is_found_again()
    {
        var erasure = new Erasure { SubjectId = "acct_a", AccountId = "acct_a", Requests = 3, BegunAt = Noon, TouchedAt = Noon.AddMinutes(1) };
        await Stores.Erasures.SaveAsync(erasure, Token);

        Assert.Equal(erasure, await Stores.Erasures.FindAsync("acct_a", Token));
        Assert.Equal([erasure], await Stores.Erasures.ListOpenAsync(Noon.AddMinutes(2), Token));
        Assert.Empty(await Stores.Erasures.ListOpenAsync(Noon.AddMinutes(1), Token));
        await Stores.Erasures.SaveAsync(erasure with { Changes = 2, EndedAt = Noon.AddMinutes(2) }, Token);
        Assert.Empty(await Stores.Erasures.ListOpenAsync(Noon.AddMinutes(2), Token));
        Assert.Equal(2, (await Stores.Erasures.FindAsync("acct_a", Token))!.Changes);
    }

    private static RequestRecord Of(int number, string account) => MakeRecord($"req_{number:x16}", Noon.AddSeconds(number)) with
    {
        AccountId = account,
        KeyId = account == "acct_a" ? "key_a" : "key_b",
        Address = IPAddress.Parse(account == "acct_a" ? "203.0.113.7" : "203.0.113.9"),
        InboundId = $"of-{account}-{number}",
        Route = $"/items/{number}",
        Operation = number % 2 == 0 ? null : "items.get",
        Status = 404,
        Code = "gone",
        Refusal = Refusal.Missing("Item", $"of {account}"),
        TraceId = new string('a', 32),
        SpanId = new string('b', 16),
        Compared = $$$"""{"tenant":{"name":"{{{account}}}"}}""",
        Duration = TimeSpan.FromMilliseconds(1),
    };

    private async Task<int> EraseAsync()
    {
        var erased = 0;
        for (long? after = 0; after is { } from;)
        {
            var piece = await Stores.RequestLog.EraseAsync("acct_a", ["key_a"], from, Token);
            (after, erased) = (piece.Next, erased + piece.Entries);
        }

        return erased;
    }

    private async Task NoteAsync(string requestId, string accountId, string target, params AuditChange[] changes)
    {
        await Stores.Audit.BeginAsync(Entry(requestId) with { AccountId = accountId }, Token);
        await Stores.Audit.EndAsync(requestId, new AuditOutcome("done", target, changes), Chain, Token);
    }
}
