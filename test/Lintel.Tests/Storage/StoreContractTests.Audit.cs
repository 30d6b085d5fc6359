using Lintel.Audit;
using Lintel.Keys;

namespace Lintel.Tests.Storage;

/// <summary>The audit log and its chain.</summary>
public abstract partial class StoreContractTests
{
    private static readonly AuditChain Chain = new(Pepper.Parse("1:" + new string('p', Pepper.MinLength)));

    [Fact]
    public async Task Audit_entry_comes_back_with_number_person_and_changes()
    {
        await NoteAsync("req_1");

        var entry = Assert.Single((await Stores.Audit.SearchAsync(new AuditQuery { UserId = "op_a" }, Token)).Entries);
        Assert.Equal(1, entry.Number);
        Assert.Equal(("Ada", "192.0.2.1", "key_a", "done"), (entry.UserName, entry.Address, entry.Target, entry.Outcome));
        Assert.Equal([new AuditChange("name", "Old", "New"), new AuditChange("plan", null, "gold")], entry.Changes);
        Assert.Empty((await Stores.Audit.SearchAsync(new AuditQuery { UserId = "op_b" }, Token)).Entries);
    }

    [Fact]
    public async Task Audit_chain_is_whole_however_many_changes_end_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => NoteAsync($"req_{n}")));

        var verdict = Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync());
        Assert.Equal((40, 40L, 0L), (verdict.Entries, verdict.Head!.Number, verdict.Unchained));
    }

    [Fact]
    public async Task Audit_entry_of_a_process_that_ended_first_is_added_to_the_chain_later()
    {
        await Stores.Audit.BeginAsync(Entry("req_1", Noon.AddTicks(-1)), Chain, Token);
        await Stores.Audit.BeginAsync(Entry("req_2"), Chain, Token);
        await NoteAsync("req_3");
        Assert.Equal(2, Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync()).Unchained);

        Assert.False(await Stores.Audit.SealAsync(Chain, Noon, Token));
        Assert.Equal([2L, null, 1L], await NumbersAsync("req_1", "req_2", "req_3"));
        Assert.False(await Stores.Audit.SealAsync(Chain, Noon.AddTicks(1), Token));

        Assert.Equal([2L, 3L, 1L], await NumbersAsync("req_1", "req_2", "req_3"));
        Assert.Equal(0, Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync()).Unchained);
    }

    [Fact]
    public async Task Audit_chain_that_was_shortened_by_age_starts_at_a_signed_mark()
    {
        foreach (var (id, at) in new[] { ("req_1", Noon), ("req_2", Noon.AddDays(1)), ("req_3", Noon.AddDays(2)) })
        {
            await NoteAsync(id, at);
        }

        Assert.False(await Stores.Audit.TrimAsync(Chain, Noon.AddDays(1).AddTicks(1), Token));

        var verdict = Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync());
        Assert.Equal((1, 2L, 3L), (verdict.Entries, verdict.Start, verdict.Head!.Number));
        await NoteAsync("req_4");
        Assert.Equal(2, Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync()).Entries);
        Assert.False(await Stores.Audit.TrimAsync(Chain, DateTimeOffset.MaxValue, Token));
        verdict = Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync());
        Assert.Equal((0, 4L), (verdict.Entries, verdict.Start));
        await NoteAsync("req_5");
        Assert.Equal(5, Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync()).Head!.Number);
    }

    private static AuditEntry Entry(string requestId, DateTimeOffset? at = null) => new()
    {
        RequestId = requestId,
        At = at ?? Noon,
        KeyId = "key_op",
        UserId = "op_a",
        UserName = "Ada",
        AccountId = "acct_operator",
        Address = "192.0.2.1",
        Operation = "PATCH /lintel/v1/keys/{id}",
    };

    private async Task NoteAsync(string requestId, DateTimeOffset? at = null)
    {
        await Stores.Audit.BeginAsync(Entry(requestId, at), Chain, Token);
        AuditChange[] changes = [new("name", "Old", "New"), new("plan", null, "gold")];
        await Stores.Audit.EndAsync(requestId, new AuditOutcome("done", "key_a", changes), Chain, Token);
    }

    private Task<AuditVerdict> VerifyAsync() => new AuditVerifier(Stores.Audit, Chain).VerifyAsync(seen: null, (_, _) => { }, Token);

    private async Task<long?[]> NumbersAsync(params string[] requestIds)
    {
        var entries = (await Stores.Audit.SearchAsync(new AuditQuery(), Token)).Entries;
        return [.. requestIds.Select(id => entries.Single(entry => entry.RequestId == id).Number)];
    }
}
