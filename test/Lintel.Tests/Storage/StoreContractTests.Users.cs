using Lintel.Sessions;

namespace Lintel.Tests.Storage;

/// <summary>People, and where they have signed in.</summary>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task People_of_an_account_are_listed_page_by_page()
    {
        foreach (var id in (string[])["usr_c", "usr_a", "usr_b"])
        {
            await Stores.Sessions.AddUserAsync(MakeUser(id, id), account: null, session: null, Token);
        }

        await Stores.Sessions.AddUserAsync(MakeUser("usr_d", "other") with { AccountId = "acct_b" }, account: null, session: null, Token);

        Assert.Equal(["usr_a", "usr_b"], (await Stores.Sessions.ListUsersAsync(new UserQuery("acct_a", null, 2), Token)).Select(user => user.Id));
        Assert.Equal(["usr_c"], (await Stores.Sessions.ListUsersAsync(new UserQuery("acct_a", "usr_b", 2), Token)).Select(user => user.Id));
    }

    [Fact]
    public async Task Disabled_person_has_no_sessions_and_gets_none_until_enabled()
    {
        await AddAdaAsync(sessions: 2);

        var ended = await Stores.Sessions.SetDisabledAsync("usr_a", Noon, Token);

        Assert.Equal(["ses_0", "ses_1"], ended!.Select(session => session.Id).Order());
        Assert.Equal(Noon, (await Stores.Sessions.FindUserAsync("usr_a", Token))!.DisabledAt);
        Assert.Empty(await Stores.Sessions.ListSessionsAsync("usr_a", Noon, Token));
        Assert.Null(await Stores.Sessions.AddSessionAsync(MakeSession("ses_9", 9, Noon), null, Token));
        Assert.Empty((await Stores.Sessions.SetDisabledAsync("usr_a", null, Token))!);
        Assert.NotNull(await Stores.Sessions.AddSessionAsync(MakeSession("ses_9", 9, Noon), null, Token));
        Assert.Null(await Stores.Sessions.SetDisabledAsync("usr_b", Noon, Token));
    }

    [Fact]
    public async Task Password_is_replaced_where_the_expected_one_is_there_and_ends_all_sessions_but_the_kept_one()
    {
        await AddAdaAsync(sessions: 3);

        Assert.Null(await Stores.Sessions.SetPasswordAsync("usr_a", new PasswordChange("new", "another", EndsSessions: true), Token));
        Assert.Empty((await Stores.Sessions.SetPasswordAsync("usr_a", new PasswordChange("upgraded", "hash", EndsSessions: false), Token))!);
        var ended = await Stores.Sessions.SetPasswordAsync("usr_a", new PasswordChange("new", "upgraded", EndsSessions: true, "ses_1"), Token);

        Assert.Equal(["ses_0", "ses_2"], ended!.Select(session => session.Id).Order());
        Assert.Equal(["ses_1"], (await Stores.Sessions.ListSessionsAsync("usr_a", Noon, Token)).Select(session => session.Id));
        Assert.Equal("new", (await Stores.Sessions.FindUserAsync("usr_a", Token))!.PasswordHash);
        Assert.Null(await Stores.Sessions.SetPasswordAsync("usr_b", new PasswordChange("new", null, EndsSessions: true), Token));
    }

    [Fact]
    public async Task Session_is_found_by_its_id_until_it_ends()
    {
        await AddAdaAsync(sessions: 2);
        await Stores.Sessions.RemoveSessionAsync("ses_0", Token);

        Assert.Null(await Stores.Sessions.FindSessionByIdAsync("ses_0", Token));
        Assert.Equal("usr_a", (await Stores.Sessions.FindSessionByIdAsync("ses_1", Token))!.UserId);
    }

    [Fact]
    public async Task Session_does_not_begin_with_a_password_that_was_replaced_meanwhile()
    {
        await AddAdaAsync(sessions: 0);
        await Stores.Sessions.SetPasswordAsync("usr_a", new PasswordChange("new", null, EndsSessions: true), Token);

        Assert.Null(await Stores.Sessions.AddSessionAsync(MakeSession("ses_1", 1, Noon), "hash", Token));
        Assert.NotNull(await Stores.Sessions.AddSessionAsync(MakeSession("ses_2", 2, Noon), "new", Token));
    }

    [Fact]
    public async Task Session_remembers_the_key_that_it_was_begun_with()
    {
        await AddAdaAsync(sessions: 1);
        var begunWith = new SessionKey("key_a", new KeyHandle(UInt128.MaxValue - 7));
        var session = MakeSession("ses_9", 9, Noon) with { BegunWith = begunWith };
        await Stores.Sessions.AddSessionAsync(session, null, Token);

        Assert.Equal(begunWith, (await Stores.Sessions.FindSessionAsync(SessionHandle.Of(session.Hash), Token))!.BegunWith);
        Assert.Null((await Stores.Sessions.FindSessionByIdAsync("ses_0", Token))!.BegunWith);
    }

    [Fact]
    public async Task Removed_person_leaves_nothing_behind()
    {
        await AddAdaAsync(sessions: 1);
        await Stores.Sessions.RememberOriginsAsync("usr_a", ["address:1"], Noon, Token);

        Assert.Equal(["ses_0"], (await Stores.Sessions.RemoveUserAsync("usr_a", Token))!.Select(session => session.Id));
        Assert.Null(await Stores.Sessions.RemoveUserAsync("usr_a", Token));
        Assert.Null(await Stores.Sessions.RemoveSessionsAsync("usr_a", Token));
        Assert.Null(await Stores.Sessions.FindSessionAsync(SessionHandle.Of(MakeSession("ses_0", 0, Noon).Hash), Token));
        await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), account: null, session: null, Token);
        Assert.Empty(await Stores.Sessions.FindOriginsAsync("usr_a", ["address:1"], Noon, Token));
    }

    [Fact]
    public async Task Origins_are_remembered_by_person_and_the_oldest_forgotten()
    {
        await AddAdaAsync(sessions: 0);
        await Stores.Sessions.AddUserAsync(MakeUser("usr_b", "bo"), account: null, session: null, Token);
        await Stores.Sessions.RememberOriginsAsync("usr_a", ["address:old", "device:old"], Noon, Token);
        await Stores.Sessions.RememberOriginsAsync("usr_nobody", ["address:old"], Noon, Token);

        Assert.Equal(["address:old"], await Stores.Sessions.FindOriginsAsync("usr_a", ["address:old", "address:other"], Noon, Token));
        Assert.Empty(await Stores.Sessions.FindOriginsAsync("usr_a", ["address:old"], Noon.AddTicks(1), Token));
        Assert.Empty(await Stores.Sessions.FindOriginsAsync("usr_b", ["address:old"], Noon, Token));

        for (var i = 1; i < ISessionStore.OriginsOfAUser; i++)
        {
            await Stores.Sessions.RememberOriginsAsync("usr_a", [$"address:{i}", "device:old"], Noon.AddMinutes(i), Token);
        }

        Assert.Equal(["device:old"], await Stores.Sessions.FindOriginsAsync("usr_a", ["address:old", "device:old"], Noon, Token));
    }

    private async Task AddAdaAsync(int sessions)
    {
        await Stores.Sessions.AddUserAsync(MakeUser("usr_a", "ada"), account: null, session: null, Token);
        for (var i = 0; i < sessions; i++)
        {
            await Stores.Sessions.AddSessionAsync(MakeSession($"ses_{i}", (byte)i, Noon.AddSeconds(i)), null, Token);
        }
    }
}
