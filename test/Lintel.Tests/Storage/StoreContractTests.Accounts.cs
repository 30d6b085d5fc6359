using Lintel.Accounts;
using Lintel.Keys;

namespace Lintel.Tests.Storage;

public abstract partial class StoreContractTests
{
    [Fact]
    public async Task External_id_is_of_one_account()
    {
        Assert.True(await Stores.Accounts.AddAsync(MakeAccount("acct_a") with { ExternalId = "crm-1" }, Token));
        Assert.True(await Stores.Accounts.AddAsync(MakeAccount("acct_b"), Token));
        Assert.True(await Stores.Accounts.AddAsync(MakeAccount("acct_c"), Token));

        Assert.False(await Stores.Accounts.AddAsync(MakeAccount("acct_d") with { ExternalId = "crm-1" }, Token));
        Assert.Null(await Stores.Accounts.FindAsync("acct_d", Token));
        Assert.Equal(
            AccountWrite.ExternalIdTaken,
            await Stores.Accounts.UpdateAsync(MakeAccount("acct_b") with { ExternalId = "crm-1", Version = 2 }, Token));
        Assert.Equal(AccountWrite.Done, await Stores.Accounts.UpdateAsync(MakeAccount("acct_a") with { ExternalId = "crm-1", Version = 2 }, Token));
        Assert.Equal(AccountWrite.Done, await Stores.Accounts.UpdateAsync(MakeAccount("acct_a") with { ExternalId = null, Version = 3 }, Token));
        Assert.Equal(AccountWrite.Done, await Stores.Accounts.UpdateAsync(MakeAccount("acct_b") with { ExternalId = "crm-1", Version = 2 }, Token));
    }

    [Fact]
    public async Task External_id_that_many_want_at_once_is_of_one_of_them()
    {
        await Stores.Accounts.AddAsync(MakeAccount("acct_there"), Token);

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            async () => i % 2 == 0
                ? await Stores.Accounts.AddAsync(MakeAccount($"acct_{i}") with { ExternalId = "crm-1" }, Token)
                : await Stores.Accounts.UpdateAsync(MakeAccount("acct_there") with { ExternalId = "crm-1", Version = 2 }, Token) == AccountWrite.Done,
            Token)));

        Assert.Single(results, isDone => isDone);
        Assert.Single(await Stores.Accounts.ListAsync(new AccountQuery(null, null, 20) { ExternalId = "crm-1" }, Token));
    }

    [Fact]
    public async Task Accounts_and_keys_are_found_by_a_text_and_by_ids()
    {
        await Stores.Accounts.AddAsync(MakeAccount("acct_a") with { Name = "Brook Dairy", ExternalId = "CRM-7" }, Token);
        await Stores.Accounts.AddAsync(MakeAccount("acct_b") with { Name = "Wold Bakery" }, Token);
        await Stores.Keys.AddAsync(MakeKey("key_a", 1) with { AccountId = "acct_a", Name = "Nightly" }, Token);
        await Stores.Keys.AddAsync(MakeKey("key_b", 2) with { AccountId = "acct_b", Name = "50% off" }, Token);
        foreach (var text in (string[])["brook", "DAIRY", "crm-7", "acct_A"])
        {
            Assert.Equal((text, "acct_a"), (text, Assert.Single(await AccountsAsync(new AccountQuery(null, null, 10) { Text = text }))));
        }

        Assert.Empty(await AccountsAsync(new AccountQuery(null, null, 10) { Text = "%" }));
        Assert.Equal(["acct_b"], await AccountsAsync(new AccountQuery(null, null, 10) { Ids = ["acct_b", "acct_none"] }));
        Assert.Empty(await AccountsAsync(new AccountQuery(null, null, 10) { Ids = [] }));

        var hint = (await Stores.Keys.FindAsync("key_b", Token))!.Secrets[0].Hint;
        foreach (var text in (string[])["50% OFF", "KEY_b", "wold"])
        {
            Assert.Equal((text, "key_b"), (text, Assert.Single(await KeysAsync(new KeyQuery(null, null, null, 10) { Text = text }))));
        }

        Assert.Contains("key_b", await KeysAsync(new KeyQuery(null, null, null, 10) { Text = hint[^4..] }));
        Assert.Equal(["key_a"], await KeysAsync(new KeyQuery(null, null, null, 10) { Ids = ["key_a", "key_none"] }));

        async Task<string[]> AccountsAsync(AccountQuery query) => [.. (await Stores.Accounts.ListAsync(query, Token)).Select(account => account.Id)];

        async Task<string[]> KeysAsync(KeyQuery query) => [.. (await Stores.Keys.ListAsync(query, Token)).Select(key => key.Id)];
    }

    [Fact]
    public async Task Update_of_an_account_by_many_at_once_lets_one_through()
    {
        await Stores.Accounts.AddAsync(MakeAccount("acct_a"), Token);

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            async () => await Stores.Accounts.UpdateAsync(MakeAccount("acct_a") with { Version = 2, Name = $"by {i}" }, Token), Token)));

        Assert.Single(results, result => result == AccountWrite.Done);
    }

    [Fact]
    public async Task Accounts_are_listed_by_external_id_and_metadata()
    {
        var metadata = new Dictionary<string, string> { ["team"] = "billing \"a\"", ["site"] = "oslo" };
        await Stores.Accounts.AddAsync(MakeAccount("acct_a") with { ExternalId = "crm-1", Metadata = metadata }, Token);
        await Stores.Accounts.AddAsync(MakeAccount("acct_b") with { ExternalId = "crm-2" }, Token);

        Assert.Equal("acct_a", await IdsAsync(new(null, null, 10) { ExternalId = "crm-1" }));
        Assert.Equal(string.Empty, await IdsAsync(new(null, null, 10) { ExternalId = "CRM-1" }));
        Assert.Equal(string.Empty, await IdsAsync(new("other", null, 10) { ExternalId = "crm-1" }));
        Assert.Equal("acct_a", await IdsAsync(With(("team", "billing \"a\""), ("site", "oslo"))));
        Assert.Equal(string.Empty, await IdsAsync(With(("team", "billing"))));
        Assert.Equal(string.Empty, await IdsAsync(With(("team", "oslo"))));

        static AccountQuery With(params (string Name, string Value)[] members) =>
            new(null, null, 10) { Metadata = members.ToDictionary(member => member.Name, member => member.Value) };

        async Task<string> IdsAsync(AccountQuery query) => string.Join(',', (await Stores.Accounts.ListAsync(query, Token)).Select(account => account.Id));
    }
}
