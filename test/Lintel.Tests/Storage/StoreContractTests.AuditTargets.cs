using Lintel.Audit;

namespace Lintel.Tests.Storage;

public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Change_of_many_records_is_found_by_each_of_them()
    {
        foreach (var (id, target) in new[] { ("req_1", "key_a key_ab key_c"), ("req_2", "key_c"), ("req_3", "998 keys") })
        {
            await Stores.Audit.BeginAsync(new AuditEntry { RequestId = id, At = Noon, Operation = "POST /keys/revocations" }, Chain, Token);
            await Stores.Audit.EndAsync(id, new AuditOutcome("done", target, []), Chain, Token);
        }

        Assert.Equal("req_2,req_1", await IdsAsync("key_c"));
        Assert.Equal("req_1", await IdsAsync("key_a"));
        Assert.Equal("req_3", await IdsAsync("998 keys"));
        Assert.Equal(string.Empty, await IdsAsync("key_"));

        async Task<string> IdsAsync(string target) =>
            string.Join(',', (await Stores.Audit.SearchAsync(new AuditQuery { Target = target }, Token)).Entries.Select(entry => entry.RequestId));
    }

    [Fact]
    public async Task Keys_with_an_old_secret_that_works_are_listed()
    {
        var key = MakeKey("key_a", 1, 2);
        await Stores.Keys.AddAsync(key with { Secrets = [key.Secrets[0], key.Secrets[1] with { EndsAt = Noon }] }, Token);
        await Stores.Keys.AddAsync(MakeKey("key_b", 3), Token);

        Assert.Equal("key_a", await IdsAsync(Noon.AddTicks(-1)));
        Assert.Equal(string.Empty, await IdsAsync(Noon));

        async Task<string> IdsAsync(DateTimeOffset after) =>
            string.Join(',', (await Stores.Keys.ListAsync(new(null, null, null, 10) { OldSecretsAfter = after }, Token)).Select(found => found.Id));
    }
}
