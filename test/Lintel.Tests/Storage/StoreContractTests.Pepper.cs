using Lintel.Keys;

namespace Lintel.Tests.Storage;

public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Hash_under_a_newer_pepper_replaces_the_stored_one_and_the_key_stays_the_same()
    {
        var key = MakeKey("key_a", 1);
        await Stores.Keys.AddAsync(key, Token);
        var rehash = Rehash(key.Secrets[0]);

        Assert.Equal(1, await Stores.Keys.RehashAsync([rehash], Token));
        Assert.Equal(0, await Stores.Keys.RehashAsync([rehash], Token));

        var found = await Stores.Keys.FindByHandleAsync(key.Secrets[0].Handle, Token);
        Assert.Equal([rehash.New, .. key.Secrets.Skip(1)], found!.Secrets);
        Assert.Equal(key.Version, found.Version);
        Assert.True(await Stores.Keys.UpdateAsync(found with { Name = "changed", Version = found.Version + 1 }, Token));
        Assert.Equal(rehash.New, (await Stores.Keys.FindAsync("key_a", Token))!.Secrets[0]);
    }

    [Fact]
    public async Task Hash_of_a_secret_that_has_changed_or_gone_is_not_written()
    {
        var key = MakeKey("key_a", 1);
        await Stores.Keys.AddAsync(key, Token);
        var secret = key.Secrets[0];

        Assert.Equal(0, await Stores.Keys.RehashAsync([Rehash(secret with { PepperVersion = secret.PepperVersion + 5 })], Token));
        Assert.Equal(0, await Stores.Keys.RehashAsync([Rehash(secret with { Handle = new KeyHandle(77) })], Token));
        Assert.Equal(key.Secrets, (await Stores.Keys.FindAsync("key_a", Token))!.Secrets);
    }

    [Fact]
    public async Task Imported_key_moves_to_the_handle_of_its_newer_hash_with_a_version_of_its_own()
    {
        var key = MakeImported("key_a", 1);
        await Stores.Keys.ImportAsync([key, MakeImported("key_b", 2)], Token);
        var moved = Rehash(key.Secrets[0]);
        moved = moved with { New = moved.New with { Handle = new KeyHandle(901) } };
        var taken = Rehash(MakeImported("key_b", 2).Secrets[0]);
        taken = taken with { New = taken.New with { Handle = new KeyHandle(901) } };

        Assert.Equal(1, await Stores.Keys.RehashAsync([moved, taken], Token));

        Assert.Null(await Stores.Keys.FindByHandleAsync(key.Secrets[0].Handle, Token));
        var found = await Stores.Keys.FindByHandleAsync(new KeyHandle(901), Token);
        Assert.Equal(("key_a", key.Version + 1), (found!.Id, found.Version));
        Assert.Equal([moved.New], found.Secrets);
        Assert.Contains(new KeyImport(key.Api, moved.New.PepperVersion), await Stores.Keys.ListImportsAsync(Token));
        Assert.Equal("key_b", (await Stores.Keys.FindByHandleAsync(taken.Old.Handle, Token))!.Id);

        // A change that was begun before must not put the old handle back.
        Assert.False(await Stores.Keys.UpdateAsync(key with { State = KeyState.Revoked, Version = key.Version + 1 }, Token));
    }

    [Fact]
    public async Task Keys_are_counted_and_listed_by_the_pepper_that_secrets_in_use_are_under()
    {
        await Stores.Keys.AddAsync(UnderPepper("key_a", 11, 1, null), Token);
        await Stores.Keys.AddAsync(UnderPepper("key_b", 12, 2, null) with { State = KeyState.Disabled }, Token);
        await Stores.Keys.AddAsync(UnderPepper("key_c", 13, 1, null) with { State = KeyState.Revoked }, Token);
        await Stores.Keys.AddAsync(UnderPepper("key_d", 14, 1, null) with { OperatorId = "op_a" }, Token);
        await Stores.Keys.AddAsync(UnderPepper("key_e", 15, 1, Noon), Token);
        await Stores.Keys.AddAsync(UnderPepper("key_f", 16, 0, null), Token);

        Assert.Equal([new PepperUse(1, 1, 1), new PepperUse(2, 1, 0)], await Stores.Keys.CountByPepperAsync(Noon, Token));
        Assert.Equal(new PepperUse(1, 2, 1), (await Stores.Keys.CountByPepperAsync(Noon.AddTicks(-1), Token))[0]);
        Assert.Equal(["key_a", "key_d"], await ListAsync(1, Noon));
        Assert.Equal(["key_a", "key_d", "key_e"], await ListAsync(1, Noon.AddTicks(-1)));
        Assert.Equal(["key_b"], await ListAsync(2, Noon));

        async Task<IEnumerable<string>> ListAsync(int version, DateTimeOffset at) =>
            (await Stores.Keys.ListAsync(new KeyQuery(null, null, null, 10) { Pepper = new PepperFilter(version, at) }, Token)).Select(key => key.Id);
    }

    private static ApiKey UnderPepper(string id, int handle, int version, DateTimeOffset? endsAt)
    {
        var key = MakeKey(id, handle);
        return key with { Secrets = [key.Secrets[0] with { PepperVersion = version, EndsAt = endsAt }] };
    }

    private static SecretRehash Rehash(KeySecret secret) => new(
        "own",
        secret,
        secret with { Hash = SecretDigest.Of([.. Enumerable.Range(0, 32).Select(i => (byte)(i * 7))]), PepperVersion = secret.PepperVersion + 1 });
}
