using Lintel.Accounts;
using Lintel.Contracts;
using Lintel.Testing;
using Lintel.Tests.Keys;

namespace Lintel.Tests.Accounts;

public sealed class AccountServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_makes_an_id_and_an_account_that_is_found()
    {
        var harness = await KeyHarness.StartAsync();
        var created = Assert.IsType<AccountResult.Changed>(await harness.AccountService.CreateAsync(Make(), Token)).Account;

        Assert.Matches("^acct_[0-9A-Za-z]{20}$", created.Id);
        Assert.Equal((1L, harness.Clock.GetUtcNow()), (created.Version, created.CreatedAt));
        Assert.Equal(created, await harness.Accounts.FindAsync(created.Id, Token));
    }

    [Fact]
    public async Task Create_with_an_id_that_was_looked_for_before_is_found_at_once()
    {
        var harness = await KeyHarness.StartAsync();
        Assert.Null(await harness.Accounts.FindAsync("acct_mine", Token));
        await harness.AccountService.CreateAsync(Make() with { Id = "acct_mine" }, Token);

        Assert.NotNull(await harness.Accounts.FindAsync("acct_mine", Token));
    }

    [Fact]
    public async Task Create_with_a_taken_id_changes_nothing()
    {
        var harness = await KeyHarness.StartAsync();

        var stale = Assert.IsType<AccountResult.Stale>(await harness.AccountService.CreateAsync(Make() with { Id = KeyHarness.Own }, Token));

        Assert.Equal("own", stale.Current.Name);
    }

    [Fact]
    public async Task Create_names_every_fault_at_once()
    {
        var harness = await KeyHarness.StartAsync();
        var request = Make() with
        {
            Name = new string('n', 101),
            Plan = "",
            Subscription = new string('s', 65),
            Limits = new Dictionary<string,
            int>
            { ["other"] = 1 }
        };

        Assert.Equal(["name", "plan", "subscription", "limits.other"], await FaultsAsync(request));
        Assert.Equal(["name", "plan", "subscription", "api"], await FaultsAsync(request with { Api = "none" }));

        async Task<IEnumerable<string>> FaultsAsync(NewAccount account) =>
            Assert.IsType<AccountResult.Invalid>(await harness.AccountService.CreateAsync(account, Token)).Faults.Select(fault => fault.Field);
    }

    [Fact]
    public async Task Words_that_the_contract_does_not_list_are_refused_and_named_with_those_it_lists()
    {
        var stores = new InMemoryStores();
        var clock = new ManualClock();
        var listed = new AccountWords(["starter", "pro"], ["active", "expired"]);
        Contract[] contracts = [TestContracts.With(listed)];
        var service = new AccountService(stores.Accounts, new AccountCache(stores.Accounts, clock), contracts, clock);

        var created = Assert.IsType<AccountResult.Changed>(await service.CreateAsync(Make() with { Plan = "pro", Subscription = "expired" }, Token)).Account;
        var refused = Assert.IsType<AccountResult.Invalid>(await service.CreateAsync(Make() with { Plan = "Pro", Subscription = "activ" }, Token));
        var edited = Assert.IsType<AccountResult.Invalid>(await service.EditAsync(created.Id, new AccountEdit { Plan = "gold" }, null, Token));

        Assert.Equal(
            ["Field 'plan' must be one of starter, pro.", "Field 'subscription' must be one of active, expired."],
            refused.Faults.Select(fault => fault.Problem));
        Assert.Equal((FieldFaultKind.OneOf, "plan"), (Assert.Single(edited.Faults).Kind, edited.Faults[0].Field));
        Assert.IsType<AccountResult.Changed>(await service.EditAsync(created.Id, new AccountEdit { Plan = "starter" }, null, Token));
    }

    [Fact]
    public async Task Edit_holds_at_once_and_leaves_the_rest()
    {
        var harness = await KeyHarness.StartAsync();
        await harness.Accounts.FindAsync(KeyHarness.Own, Token);

        var edit = new AccountEdit { Subscription = "expired", Limits = new Dictionary<string, int> { ["calls"] = 5 } };
        Assert.IsType<AccountResult.Changed>(await harness.AccountService.EditAsync(KeyHarness.Own, edit, null, Token));

        var account = await harness.Accounts.FindAsync(KeyHarness.Own, Token);
        Assert.Equal(("starter", "expired", 5, 2L), (account!.Plan, account.Subscription, account.Limits["calls"], account.Version));
    }

    [Fact]
    public async Task Edit_by_a_lambda_changes_what_it_names_and_refuses_the_rest()
    {
        var harness = await KeyHarness.StartAsync();

        var changed = Assert.IsType<AccountResult.Changed>(
            await harness.AccountService.EditAsync(KeyHarness.Own, account => account with { Plan = "pro", ExternalId = "crm-1" }, 1, Token));

        Assert.Equal(("pro", "crm-1", 2L), (changed.Account.Plan, changed.Account.ExternalId, changed.Account.Version));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => harness.AccountService.EditAsync(KeyHarness.Own, account => account with { SuspendedAt = harness.Clock.GetUtcNow() }, null, Token));
        Assert.Null((await harness.AccountService.FindAsync(KeyHarness.Own, Token))!.SuspendedAt);
    }

    [Fact]
    public async Task Edit_of_an_old_version_is_stale()
    {
        var harness = await KeyHarness.StartAsync();
        await harness.AccountService.EditAsync(KeyHarness.Own, new AccountEdit { Plan = "pro" }, 1, Token);

        var stale = Assert.IsType<AccountResult.Stale>(await harness.AccountService.EditAsync(KeyHarness.Own, new AccountEdit { Plan = "basic" }, 1, Token));

        Assert.Equal("pro", stale.Current.Plan);
    }

    [Fact]
    public async Task Edit_of_an_unknown_account_is_missing()
    {
        var harness = await KeyHarness.StartAsync();

        Assert.IsType<AccountResult.Missing>(await harness.AccountService.EditAsync("acct_none", new AccountEdit { Plan = "pro" }, null, Token));
    }

    [Fact]
    public async Task Edits_at_the_same_time_are_all_kept()
    {
        var harness = await KeyHarness.StartAsync();
        AccountEdit[] edits = [new() { Plan = "pro" }, new() { Subscription = "expired" }, new() { Name = "Renamed" }];
        await Task.WhenAll(edits.Select(edit => Task.Run(() => harness.AccountService.EditAsync(KeyHarness.Own, edit, null, Token), Token)));

        var account = await harness.Accounts.FindAsync(KeyHarness.Own, Token);
        Assert.Equal(("pro", "expired", "Renamed", 4L), (account!.Plan, account.Subscription, account.Name, account.Version));
    }

    private static NewAccount Make() => new() { Api = "own", Name = "Company", Plan = "starter", Subscription = "active" };
}
