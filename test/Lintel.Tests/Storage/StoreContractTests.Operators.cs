using Lintel.Keys;
using Lintel.Operators;

namespace Lintel.Tests.Storage;

/// <summary>Operators, and the links by which they sign in.</summary>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Operator_comes_back_as_they_were_added_changed_and_signed_in()
    {
        var ada = await AddOperatorAsync("op_a", OperatorRole.Viewer);
        Assert.Equal(ada, await Stores.Operators.FindAsync("op_a", Token));
        Assert.False(await Stores.Operators.AddAsync(ada with { Id = "op_b" }, Token));
        Assert.Null(await Stores.Operators.FindAsync("op_b", Token));
        Assert.False(await Stores.Operators.HasSignedInAsync(Token));

        await Stores.Operators.NoteSignInAsync("op_a", Noon, Token);
        await AddOperatorAsync("op_o", OperatorRole.Owner);
        var changed = ada with { Login = "other", Name = "Ada L", Role = OperatorRole.Support, SignedInAt = Noon, Version = 2 };
        Assert.Equal(OperatorOutcome.Done, (await Stores.Operators.UpdateAsync(changed, Token)).Outcome);
        Assert.True(await Stores.Operators.HasSignedInAsync(Token));
        Assert.Equal(changed, await Stores.Operators.FindByLoginAsync("other", Token));
        Assert.Null(await Stores.Operators.FindByLoginAsync(ada.Login, Token));
        Assert.Equal(["op_a", "op_o"], (await Stores.Operators.ListAsync(null, 10, Token)).Select(found => found.Id));
        Assert.Equal(["op_o"], (await Stores.Operators.ListAsync("op_a", 1, Token)).Select(found => found.Id));
    }

    [Fact]
    public async Task Change_of_an_operator_is_refused_where_it_does_not_fit()
    {
        var ada = await AddOperatorAsync("op_a", OperatorRole.Owner);
        var bob = await AddOperatorAsync("op_b", OperatorRole.Viewer);
        Assert.Equal(OperatorOutcome.Missing, await OutcomeAsync(ada with { Id = "op_c", Version = 2 }));
        Assert.Equal(OperatorOutcome.Stale, await OutcomeAsync(ada with { Version = 3 }));
        Assert.Equal(OperatorOutcome.LoginTaken, await OutcomeAsync(bob with { Login = ada.Login, Version = 2 }));
        Assert.Equal(OperatorOutcome.LastOwner, await OutcomeAsync(ada with { Role = OperatorRole.Editor, Version = 2 }));
        Assert.Equal(OperatorOutcome.LastOwner, await OutcomeAsync(ada with { DisabledAt = Noon, Version = 2 }));
        Assert.Equal(OperatorOutcome.LastOwner, (await Stores.Operators.RemoveAsync("op_a", 1, Token)).Outcome);
        Assert.Equal(OperatorOutcome.Stale, (await Stores.Operators.RemoveAsync("op_b", 2, Token)).Outcome);
        Assert.Equal((ada, bob), (await Stores.Operators.FindAsync("op_a", Token), await Stores.Operators.FindAsync("op_b", Token)));

        Assert.Equal(OperatorOutcome.Done, await OutcomeAsync(bob with { Role = OperatorRole.Owner, Version = 2 }));
        Assert.Equal(OperatorOutcome.Done, await OutcomeAsync(ada with { DisabledAt = Noon, Version = 2 }));
        Assert.Equal("op_b", (await Stores.Operators.FindOwnerAsync(Token))!.Id);
        Assert.Equal(OperatorOutcome.LastOwner, (await Stores.Operators.RemoveAsync("op_b", 2, Token)).Outcome);
    }

    [Fact]
    public async Task Disabled_or_removed_operator_has_neither_sessions_nor_links()
    {
        await AddOperatorAsync("op_o", OperatorRole.Owner);
        var ada = await AddOperatorAsync("op_a", OperatorRole.Viewer);
        await Stores.Sessions.AddSessionAsync(MakeSession("ses_1", 1, Noon) with { UserId = "op_a" }, passwordHash: null, Token);
        await Stores.Operators.PutLinkAsync(LinkOf("op_a", 1), Token);

        var disabled = await Stores.Operators.UpdateAsync(ada with { DisabledAt = Noon, Version = 2 }, Token);
        Assert.Equal(["ses_1"], disabled.Ended.Select(session => session.Id));
        Assert.Null(await Stores.Operators.TakeLinkAsync(LinkOf("op_a", 1).Digest, Noon, Token));
        Assert.False(await Stores.Operators.PutLinkAsync(LinkOf("op_a", 2), Token));
        Assert.Null(await Stores.Sessions.AddSessionAsync(MakeSession("ses_2", 2, Noon) with { UserId = "op_a" }, passwordHash: null, Token));

        // Whoever disables or removes the person alone has done the same.
        Assert.Empty((await Stores.Operators.UpdateAsync(ada with { Version = 3 }, Token)).Ended);
        await Stores.Sessions.SetDisabledAsync("op_a", Noon, Token);
        Assert.Equal(Noon, (await Stores.Operators.FindAsync("op_a", Token))!.DisabledAt);
        Assert.Equal(OperatorOutcome.Done, (await Stores.Operators.RemoveAsync("op_a", 3, Token)).Outcome);
        Assert.Null(await Stores.Operators.FindAsync("op_a", Token));
        Assert.Null(await Stores.Sessions.FindUserAsync("op_a", Token));
    }

    [Fact]
    public async Task Sign_in_link_works_once_until_its_end_and_until_another_takes_its_place()
    {
        await AddOperatorAsync("op_a", OperatorRole.Viewer);
        var (first, second, third) = (LinkOf("op_a", 1), LinkOf("op_a", 2), LinkOf("op_a", 3));
        await Stores.Operators.PutLinkAsync(first, Token);
        await Stores.Operators.PutLinkAsync(second, Token);
        Assert.Null(await Stores.Operators.TakeLinkAsync(first.Digest, Noon, Token));
        Assert.Null(await Stores.Operators.FindLinkAsync(first.Digest, Noon, Token));
        Assert.Null(await Stores.Operators.FindLinkAsync(second.Digest, second.ExpiresAt, Token));
        Assert.Equal("op_a", await Stores.Operators.FindLinkAsync(second.Digest, Noon, Token));

        string?[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Stores.Operators.TakeLinkAsync(second.Digest, Noon, Token).AsTask()));
        Assert.Equal("op_a", Assert.Single(taken, id => id is not null));
        await Stores.Operators.PutLinkAsync(third, Token);
        Assert.Null(await Stores.Operators.TakeLinkAsync(third.Digest, third.ExpiresAt, Token));
    }

    [Fact]
    public async Task Personal_token_comes_back_with_its_operator_and_is_listed_by_them()
    {
        var key = MakeKey("key_a", 1) with { OperatorId = "op_a" };
        await Stores.Keys.AddAsync(key, Token);
        await Stores.Keys.AddAsync(MakeKey("key_b", 2), Token);

        Assert.Equal("op_a", (await Stores.Keys.FindAsync("key_a", Token))!.OperatorId);
        Assert.Null((await Stores.Keys.FindAsync("key_b", Token))!.OperatorId);
        var listed = await Stores.Keys.ListAsync(new KeyQuery(null, null, null, 10) { OperatorId = "op_a" }, Token);
        Assert.Equal(["key_a"], listed.Select(found => found.Id));
        await Stores.Keys.AddAsync(MakeKey("key_c", 3) with { OperatorId = "op_c" }, Token);
        var ofOne = await Stores.Keys.ListAsync(new KeyQuery(null, null, null, 10) { OnlyOperator = "op_a" }, Token);
        Assert.Equal(["key_a", "key_b"], ofOne.Select(found => found.Id));
        var ofNone = await Stores.Keys.ListAsync(new KeyQuery(null, null, null, 10) { OnlyOperator = string.Empty }, Token);
        Assert.Equal(["key_b"], ofNone.Select(found => found.Id));
    }

    private static SignInLink LinkOf(string operatorId, byte digest) => new([digest, .. new byte[31]], operatorId, Noon.AddMinutes(15));

    private async Task<OperatorOutcome> OutcomeAsync(Operator changed) => (await Stores.Operators.UpdateAsync(changed, Token)).Outcome;

    private async Task<Operator> AddOperatorAsync(string id, OperatorRole role)
    {
        var added = new Operator { Id = id, Login = $"{id}@example.test", Name = "Somebody", Role = role, CreatedAt = Noon };
        Assert.True(await Stores.Operators.AddAsync(added, Token));
        return added;
    }
}
