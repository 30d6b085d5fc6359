using System.Net;
using Lintel.Audit;
using Lintel.Erasures;
using Lintel.Keys;
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
    public async Task Addresses_of_erased_requests_are_noted_until_their_counts_are_removed()
    {
        await Stores.RequestLog.AppendAsync([Of(1, "acct_a"), Of(2, "acct_b")], Token);
        await Stores.RequestLog.TrimAsync(Noon, Keep(100), Token);
        await Stores.RequestLog.TrimUsageAsync(Noon.AddHours(2), Token);
        await Stores.RequestLog.AppendAsync([Of(3, "acct_a")], Token);
        Assert.Equal((2, 1), (await Stores.RequestLog.CountAsync("acct_a", 10, Token), await Stores.RequestLog.CountAsync("acct_a", 1, Token)));

        // The process ends in between, and another one goes on.
        Assert.Equal(2, (await Stores.RequestLog.EraseAsync("acct_a", 0, Token)).Entries);
        Assert.Contains("203.0.113.7", await ReadAsync(UsageDimension.Address), StringComparison.Ordinal);
        await EraseUsageAsync();

        Assert.Equal("203.0.113.9 1/1 1000/1000", await ReadAsync(UsageDimension.Address));
        Assert.Equal(
            "203.0.113.9 1/1 1000/1000",
            await ReadAsync(UsageDimension.Address, query => query with { Grain = UsageGrain.Day, From = Noon.AddDays(-1), To = Noon.AddDays(1) }));
        Assert.Null(await Stores.RequestLog.EraseUsageAsync("acct_a", place: null, Token));
    }

    [Fact]
    public async Task Changes_by_and_about_records_are_found_also_before_they_are_in_the_chain()
    {
        await NoteAsync("req_1", "acct_operator", "key_a key_b");
        await NoteAsync("req_2", "acct_operator", "key_c", new AuditChange("accountId", null, "acct_a"));
        await NoteAsync("req_3", "acct_a", "key_c");
        await Stores.Audit.BeginAsync(Entry("req_4") with { AccountId = "acct_a" }, Chain, Token);
        await NoteAsync("req_5", "acct_operator", "key_c", new AuditChange("name", "acct_a", "acct_b"));

        Assert.Equal("req_1", await FindAsync("key_b", "key_a"));
        Assert.Equal("req_2 req_3 req_4 req_5", await FindAsync("acct_a"));
        Assert.Equal(string.Empty, await FindAsync("key_"));
        var page = await Stores.Audit.FindAsync(["acct_a", "key_c"], 0, 2, Token);
        Assert.Equal(["req_2", "req_3"], page.Select(row => row.RequestId));
        Assert.Equal(["req_4", "req_5"], (await Stores.Audit.FindAsync(["acct_a", "key_c"], page[^1].Seq, 10, Token)).Select(row => row.RequestId));
        Assert.Equal(1, (await Stores.Audit.CountUnchainedAsync(Token)).Waiting);

        // What is erased is found by nobody, and neither is what was removed by age.
        await Stores.Audit.EraseAsync(Chain, new AuditSubject(new HashSet<string> { "acct_a", "key_c" }), 0, Token);
        Assert.Equal("req_1 req_2 req_5", await FindAsync("op_a"));
        Assert.Equal("req_2 req_3 req_4 req_5", await FindAsync("acct_a"));
        await Stores.Audit.TrimAsync(Chain, DateTimeOffset.MaxValue, Token);
        Assert.Equal("req_4", await FindAsync("acct_a"));

        async Task<string> FindAsync(params string[] ids) =>
            string.Join(' ', (await Stores.Audit.FindAsync(ids, 0, 10, Token)).Select(row => row.RequestId));
    }

    [Fact]
    public async Task Export_lists_deleted_keys_and_sessions_that_are_over()
    {
        await Stores.Keys.AddAsync(MakeKey("key_a", 1), Token);
        await Stores.Keys.AddAsync(MakeKey("key_b", 2) with { State = KeyState.Deleted }, Token);
        await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), account: null, MakeSession("ses_a", 1, Noon.AddDays(-9)), Token);
        await Stores.Sessions.AddUserAsync(MakeUser("usr_b", "bo"), account: null, MakeSession("ses_b", 2, Noon) with { UserId = "usr_b" }, Token);
        await Stores.Sessions.AddSessionAsync(MakeSession("ses_c", 3, Noon), passwordHash: null, Token);

        var keys = await Stores.Keys.ListAsync(new KeyQuery("acct_a", null, null, 10) { IncludesDeleted = true }, Token);
        Assert.Equal(["key_a", "key_b"], keys.Select(key => key.Id));
        Assert.Equal(["ses_c", "ses_a"], (await Stores.Sessions.ListKeptSessionsAsync(["usr_a"], Token)).Select(session => session.Id));
        Assert.Equal(["ses_c", "ses_a", "ses_b"], (await Stores.Sessions.ListKeptSessionsAsync(["usr_b", "usr_a"], Token)).Select(session => session.Id));
        Assert.Empty(await Stores.Sessions.ListKeptSessionsAsync([], Token));
        Assert.Equal(new ErasureCounts(2, 2), await Stores.Erasures.CountAsync("acct_a", Token));
    }

    [Fact]
    public async Task Erasure_is_written_by_its_newest_claim_alone()
    {
        var lease = TimeSpan.FromMinutes(1);
        await Stores.Erasures.BeginAsync(Begun, Token);
        Assert.Equal(["acct_a"], await Stores.Erasures.ListFreeAsync(Token));
        var first = (await Stores.Erasures.ClaimAsync("acct_a", lease, Token))!;
        Assert.Equal((1, ErasureStep.Changes, 0), (first.Claim, first.Step, first.After));

        // A claim that runs keeps other processes away; where there is one process, it knows itself.
        string[] free = Stores.AreShared ? [] : ["acct_a"];
        Assert.Equal(free, await Stores.Erasures.ListFreeAsync(Token));
        Assert.Equal(Stores.AreShared, await Stores.Erasures.ClaimAsync("acct_a", lease, Token) is null);
        await Stores.Erasures.RenewAsync(first, TimeSpan.Zero, Token);
        Assert.Equal(["acct_a"], await Stores.Erasures.ListFreeAsync(Token));
        var second = (await Stores.Erasures.ClaimAsync("acct_a", lease, Token))!;

        Assert.False(await Stores.Erasures.RenewAsync(first, lease, Token));
        Assert.False(await Stores.Erasures.SaveAsync(first with { EndedAt = Noon }, 9, 9, lease, Token));
        Assert.True(await Stores.Erasures.SaveAsync(second with { Step = ErasureStep.Requests, After = 7 }, 3, 2, lease, Token));
        Assert.True(await Stores.Erasures.SaveAsync(second with { Step = ErasureStep.Requests, After = 8 }, 3, 0, lease, Token));
        var stored = (await Stores.Erasures.FindAsync("acct_a", Token))!;
        Assert.Equal((6, 2, ErasureStep.Requests, 8, null), (stored.Requests, stored.Changes, stored.Step, stored.After, stored.EndedAt));
    }

    [Fact]
    public async Task Erasure_that_runs_is_not_begun_again_and_one_that_has_ended_is()
    {
        await Stores.Erasures.BeginAsync(Begun, Token);
        var claimed = (await Stores.Erasures.ClaimAsync("acct_a", TimeSpan.FromMinutes(1), Token))!;
        await Stores.Erasures.SaveAsync(claimed with { Step = ErasureStep.Usage, After = 5 }, 3, 2, TimeSpan.FromMinutes(1), Token);

        await Stores.Erasures.BeginAsync(Begun with { BegunAt = Noon.AddHours(1) }, Token);
        var stored = (await Stores.Erasures.FindAsync("acct_a", Token))!;
        Assert.Equal((3, ErasureStep.Usage, Noon), (stored.Requests, stored.Step, stored.BegunAt));

        Assert.True(await Stores.Erasures.SaveAsync(claimed with { EndedAt = Noon.AddMinutes(5) }, 0, 0, TimeSpan.Zero, Token));
        Assert.False(await Stores.Erasures.SaveAsync(claimed with { EndedAt = null }, 0, 0, TimeSpan.Zero, Token));
        Assert.Null(await Stores.Erasures.ClaimAsync("acct_a", TimeSpan.FromMinutes(1), Token));
        Assert.Empty(await Stores.Erasures.ListFreeAsync(Token));
        Assert.Equal(Noon.AddMinutes(5), (await Stores.Erasures.FindAsync("acct_a", Token))!.EndedAt);

        await Stores.Erasures.BeginAsync(Begun with { BegunAt = Noon.AddHours(1) }, Token);
        stored = (await Stores.Erasures.FindAsync("acct_a", Token))!;
        Assert.Equal((0, 0, ErasureStep.Changes, 0, null), (stored.Requests, stored.Changes, stored.Step, stored.After, stored.EndedAt));
        Assert.Equal(Noon.AddHours(1), stored.BegunAt);
    }

    [Fact]
    public async Task People_of_an_erasure_are_known_until_it_has_ended()
    {
        await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), account: null, session: null, Token);
        await Stores.Erasures.BeginAsync(Begun, Token);
        var claimed = (await Stores.Erasures.ClaimAsync("acct_a", TimeSpan.FromMinutes(1), Token))!;
        Assert.Equal(["usr_a"], await Stores.Erasures.NotePeopleAsync(claimed, Token));
        await Stores.Sessions.RemoveUserAsync("usr_a", Token);
        await Stores.Sessions.AddUserAsync(MakeUser("usr_b", "bo"), account: null, session: null, Token);

        Assert.Equal(["usr_a", "usr_b"], await Stores.Erasures.NotePeopleAsync(claimed, Token));
        Assert.Empty(await Stores.Erasures.NotePeopleAsync(claimed with { SubjectId = "usr_b" }, Token));
        await Stores.Sessions.RemoveUserAsync("usr_b", Token);
        await Stores.Erasures.SaveAsync(claimed with { EndedAt = Noon }, 0, 0, TimeSpan.Zero, Token);
        Assert.Empty(await Stores.Erasures.NotePeopleAsync(claimed, Token));
    }

    private static Erasure Begun => new() { SubjectId = "acct_a", AccountId = "acct_a", BegunAt = Noon };

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
            var piece = await Stores.RequestLog.EraseAsync("acct_a", from, Token);
            (after, erased) = (piece.Next, erased + piece.Entries);
        }

        await Stores.RequestLog.EraseKeyUsesAsync(["key_a"], Token);
        await EraseUsageAsync();
        return erased;
    }

    private async Task EraseUsageAsync()
    {
        UsagePlace? place = null;
        do
        {
            place = await Stores.RequestLog.EraseUsageAsync("acct_a", place, Token);
        }
        while (place is not null);
    }

    private async Task NoteAsync(string requestId, string accountId, string target, params AuditChange[] changes)
    {
        await Stores.Audit.BeginAsync(Entry(requestId) with { AccountId = accountId }, Chain, Token);
        await Stores.Audit.EndAsync(requestId, new AuditOutcome("done", target, changes), Chain, Token);
    }
}
