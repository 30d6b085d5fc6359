using Lintel.Keys;

namespace Lintel.Tests.Storage;

public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Imported_keys_come_back_and_their_apis_are_noted_once()
    {
        var key = MakeImported("key_a", 1) with { Metadata = new Dictionary<string, string> { ["plan"] = "gold", ["note"] = "\"é\"" } };

        Assert.Empty(await Stores.Keys.ImportAsync([key, MakeImported("key_b", 2) with { Api = "other" }, MakeImported("key_c", 3)], Token));
        Assert.Empty(await Stores.Keys.ImportAsync([MakeImported("key_d", 4)], Token));

        AssertSame(key, await FindAsync(1));
        Assert.Equal("key_c", (await FindAsync(3))!.Id);
        Assert.Equal([new KeyImport("other", 1), new KeyImport("own", 1)], await Stores.Keys.ListImportsAsync(Token));
    }

    [Fact]
    public async Task Keys_that_were_issued_are_no_imports()
    {
        await Stores.Keys.AddAsync(MakeKey("key_a", 1), Token);

        Assert.Empty(await Stores.Keys.ListImportsAsync(Token));
    }

    [Fact]
    public async Task Import_with_a_handle_of_another_key_names_it_and_leaves_nothing_behind()
    {
        await Stores.Keys.AddAsync(MakeKey("key_a", 2), Token);

        var taken = await Stores.Keys.ImportAsync([MakeImported("key_b", 1), MakeImported("key_c", 2)], Token);

        Assert.Equal(MakeKey("key_a", 2).Secrets[0].Handle, Assert.Single(taken));
        Assert.Null(await Stores.Keys.FindAsync("key_b", Token));
        Assert.Equal("key_a", (await FindAsync(2))!.Id);
        Assert.Empty(await Stores.Keys.ListImportsAsync(Token));
    }

    [Fact]
    public async Task Import_of_a_thousand_keys_is_one_change()
    {
        Assert.Empty(await Stores.Keys.ImportAsync([.. Enumerable.Range(1, 1000).Select(i => MakeImported($"key_{i:0000}", i))], Token));

        Assert.Equal("key_1000", (await FindAsync(1000))!.Id);
    }

    [Fact]
    public async Task Metadata_is_replaced_with_the_key()
    {
        await Stores.Keys.AddAsync(MakeKey("key_a", 1) with { Metadata = new Dictionary<string, string> { ["a"] = "1" } }, Token);
        var next = MakeKey("key_a", 1) with { Version = 2, Metadata = new Dictionary<string, string> { ["b"] = "2" } };

        Assert.True(await Stores.Keys.UpdateAsync(next, Token));
        AssertSame(next, await Stores.Keys.FindAsync("key_a", Token));
    }

    private static ApiKey MakeImported(string id, int handle)
    {
        var key = MakeKey(id, handle);
        return key with { Secrets = [key.Secrets[0] with { Algorithm = SecretHash.Imported, Hint = "old_…" }] };
    }
}
