using Lintel.Accounts;

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
