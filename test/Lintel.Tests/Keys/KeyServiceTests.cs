using System.Net;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class KeyServiceTests
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_keeps_no_secret_and_shows_it_once()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync();
        var stored = await harness.Store.FindAsync(issued.Key.Id, Token);

        Assert.StartsWith("key_", stored!.Id, StringComparison.Ordinal);
        Assert.Equal(harness.Clock.GetUtcNow(), stored.CreatedAt);
        Assert.Equal(("own", KeyHarness.Own, "live", 1L), (stored.Api, stored.AccountId, stored.Environment, stored.Version));
        Assert.DoesNotContain(issued.Secret, stored.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(issued.Secret, issued.ToString(), StringComparison.Ordinal);
        Assert.Equal($"tk_live_…{issued.Secret[^4..]}", stored.Secrets.Single().Hint);
    }

    [Fact]
    public async Task Issue_for_an_unknown_account_is_missing()
    {
        var harness = await KeyHarness.StartAsync();

        Assert.IsType<KeyResult.Missing>(await harness.Keys.IssueAsync(new NewKey { AccountId = "acct_none", Name = "Key" }, Token));
    }

    [Fact]
    public async Task Issue_names_every_fault_at_once()
    {
        var harness = await KeyHarness.StartAsync();
        var request = new NewKey
        {
            AccountId = KeyHarness.Opaque,
            Name = " ",
            Scopes = ["items:read", "items:fly"],
            Addresses = [IPNetwork.Parse("203.0.113.0/24")],
            Limits = new Dictionary<string, int> { ["calls"] = 0, ["other"] = 5 },
            Environment = "not_one_word",
        };

        var invalid = Assert.IsType<KeyResult.Invalid>(await harness.Keys.IssueAsync(request, Token));

        Assert.Equal(["name", "scopes[1]", "addresses", "limits.calls", "limits.other", "environment"], invalid.Faults.Select(fault => fault.Field));
        Assert.All(invalid.Faults, fault => Assert.Equal(FieldLocation.Body, fault.Location));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task Issue_takes_names_of_1_to_100_characters(int length, bool isTaken)
    {
        var harness = await KeyHarness.StartAsync();
        var result = await harness.Keys.IssueAsync(new NewKey { AccountId = KeyHarness.Own, Name = new string('n', length) }, Token);

        Assert.Equal(isTaken, result is KeyResult.Issued);
    }

    [Fact]
    public async Task Addresses_are_kept_where_the_contract_checks_them()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(change: key => key with { Addresses = [IPNetwork.Parse("203.0.113.0/24")] });

        Assert.Equal(IPNetwork.Parse("203.0.113.0/24"), Assert.Single(issued.Key.Addresses));
    }

    [Fact]
    public async Task Edit_changes_what_is_named_and_holds_at_once()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync();
        Assert.Null(await harness.TryAsync(issued.Secret));

        var edit = new KeyEdit { Scopes = ["items:write", "items:write"], Expiry = new KeyExpiry(harness.Clock.GetUtcNow()) };
        var changed = Assert.IsType<KeyResult.Changed>(await harness.Keys.EditAsync(issued.Key.Id, edit, null, Token));

        Assert.Equal(["items:write"], changed.Key.Scopes);
        Assert.Equal(("Key", 2L), (changed.Key.Name, changed.Key.Version));
        Assert.Equal("credential.expired", await harness.TryAsync(issued.Secret));

        await harness.Keys.EditAsync(issued.Key.Id, new KeyEdit { Expiry = new KeyExpiry(null), Name = "Renamed" }, null, Token);
        Assert.Null(await harness.TryAsync(issued.Secret));
        Assert.Equal("Renamed", (await harness.Store.FindAsync(issued.Key.Id, Token))!.Name);
    }

    [Fact]
    public async Task Edit_by_a_lambda_changes_what_it_names()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(change: key => key with { ExpiresAt = harness.Clock.GetUtcNow() });

        var changed = Assert.IsType<KeyResult.Changed>(
            await harness.Keys.EditAsync(issued.Key.Id, key => key with { ExpiresAt = null, Scopes = ["items:write"] }, issued.Key.Version, Token));

        Assert.Equal(("Key", null, 2L), (changed.Key.Name, changed.Key.ExpiresAt, changed.Key.Version));
        Assert.Equal(["items:write"], changed.Key.Scopes);
        Assert.Null(await harness.TryAsync(issued.Secret));
        Assert.IsType<KeyResult.Invalid>(await harness.Keys.EditAsync(issued.Key.Id, key => key with { Scopes = ["items:fly"] }, null, Token));
        Assert.IsType<KeyResult.Stale>(await harness.Keys.EditAsync(issued.Key.Id, key => key with { Name = "Late" }, 1, Token));
    }

    [Fact]
    public async Task Edit_by_a_lambda_refuses_what_cannot_be_changed()
    {
        var harness = await KeyHarness.StartAsync();
        var id = (await harness.IssueAsync()).Key.Id;

        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Keys.EditAsync(id, key => key with { State = KeyState.Disabled }, null, Token));
        Assert.Equal((KeyState.Active, 1L), await StateAsync());

        async Task<(KeyState, long)> StateAsync() => await harness.Keys.FindAsync(id, Token) is { } key ? (key.State, key.Version) : default;
    }

    [Fact]
    public async Task Edit_with_faults_changes_nothing()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync();

        Assert.IsType<KeyResult.Invalid>(await harness.Keys.EditAsync(issued.Key.Id, new KeyEdit { Name = "New", Scopes = ["items:fly"] }, null, Token));
        Assert.Equal(1, (await harness.Store.FindAsync(issued.Key.Id, Token))!.Version);
    }

    [Fact]
    public async Task Edit_of_an_old_version_is_stale_and_shows_what_there_is()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync();
        await harness.Keys.EditAsync(issued.Key.Id, new KeyEdit { Name = "First" }, 1, Token);

        var stale = Assert.IsType<KeyResult.Stale>(await harness.Keys.EditAsync(issued.Key.Id, new KeyEdit { Name = "Second" }, 1, Token));

        Assert.Equal(("First", 2L), (stale.Current.Name, stale.Current.Version));
    }

    [Fact]
    public async Task Edits_at_the_same_time_are_all_kept()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync();
        Func<Task<KeyResult>>[] changes =
        [
            () => harness.Keys.EditAsync(issued.Key.Id, new KeyEdit { Name = "Renamed" }, null, Token),
            () => harness.Keys.EditAsync(issued.Key.Id, new KeyEdit { Scopes = ["items:write"] }, null, Token),
            () => harness.Keys.EditAsync(issued.Key.Id, new KeyEdit { Limits = new Dictionary<string, int> { ["calls"] = 9 } }, null, Token),
            () => harness.Keys.DisableAsync(issued.Key.Id, null, Token),
        ];

        var results = await Task.WhenAll(changes.Select(change => Task.Run(change, Token)));

        Assert.All(results, result => Assert.IsType<KeyResult.Changed>(result));
        var key = (await harness.Store.FindAsync(issued.Key.Id, Token))!;
        Assert.Equal(("Renamed", KeyState.Disabled, 5L), (key.Name, key.State, key.Version));
        Assert.Equal(["items:write"], key.Scopes);
        Assert.Equal(9, key.Limits["calls"]);
    }

    [Fact]
    public async Task Revocation_is_never_undone()
    {
        var harness = await KeyHarness.StartAsync();
        var id = (await harness.IssueAsync()).Key.Id;
        var revoked = Assert.IsType<KeyResult.Changed>(await harness.Keys.RevokeAsync(id, null, Token)).Key;
        harness.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(revoked.CreatedAt, revoked.RevokedAt);
        Assert.IsType<KeyResult.Impossible>(await harness.Keys.EnableAsync(id, null, Token));
        Assert.IsType<KeyResult.Impossible>(await harness.Keys.DisableAsync(id, null, Token));
        Assert.IsType<KeyResult.Impossible>(await harness.Keys.EditAsync(id, new KeyEdit { Name = "New" }, null, Token));
        Assert.IsType<KeyResult.Impossible>(await harness.Keys.RotateAsync(id, null, null, Token));
        Assert.Equal(revoked.RevokedAt, Assert.IsType<KeyResult.Changed>(await harness.Keys.RevokeAsync(id, null, Token)).Key.RevokedAt);
        Assert.Equal(2, (await harness.Store.FindAsync(id, Token))!.Version);
    }

    [Fact]
    public async Task Deleted_key_is_missing_for_every_change()
    {
        var harness = await KeyHarness.StartAsync();
        var id = (await harness.IssueAsync()).Key.Id;
        Assert.IsType<KeyResult.Changed>(await harness.Keys.DeleteAsync(id, null, Token));

        Assert.IsType<KeyResult.Missing>(await harness.Keys.DeleteAsync(id, null, Token));
        Assert.IsType<KeyResult.Missing>(await harness.Keys.EnableAsync(id, null, Token));
        Assert.IsType<KeyResult.Missing>(await harness.Keys.RevokeAsync(id, null, Token));
        Assert.IsType<KeyResult.Missing>(await harness.Keys.RotateAsync(id, null, null, Token));
        Assert.IsType<KeyResult.Missing>(await harness.Keys.EditAsync("key_none", new KeyEdit(), null, Token));
    }

    [Theory]
    [InlineData(KeyHarness.Own)]
    [InlineData(KeyHarness.Opaque)]
    public async Task Rotation_with_overlap_lets_both_secrets_open_until_it_is_over(string account)
    {
        var harness = await KeyHarness.StartAsync();
        var old = await harness.IssueAsync(account);
        Assert.Null(await harness.TryAsync(old.Secret, account));
        var rotated = Assert.IsType<KeyResult.Issued>(await harness.Keys.RotateAsync(old.Key.Id, Overlap, null, Token));

        Assert.Equal(old.Key.Id, rotated.Key.Id);
        harness.Clock.Advance(Overlap - TimeSpan.FromTicks(1));
        Assert.Null(await harness.TryAsync(old.Secret, account));
        Assert.Null(await harness.TryAsync(rotated.Secret, account));
        harness.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("credential.unknown", await harness.TryAsync(old.Secret, account));
        Assert.Null(await harness.TryAsync(rotated.Secret, account));
    }

    [Fact]
    public async Task Rotation_without_overlap_ends_the_old_secret_at_once()
    {
        var harness = await KeyHarness.StartAsync();
        var old = await harness.IssueAsync();
        Assert.Null(await harness.TryAsync(old.Secret));
        var rotated = Assert.IsType<KeyResult.Issued>(await harness.Keys.RotateAsync(old.Key.Id, null, null, Token));

        Assert.Equal("credential.unknown", await harness.TryAsync(old.Secret));
        Assert.Null(await harness.TryAsync(rotated.Secret));
    }

    [Fact]
    public async Task Second_rotation_within_an_overlap_lets_each_secret_end_as_promised()
    {
        var harness = await KeyHarness.StartAsync();
        var first = await harness.IssueAsync();
        var second = Assert.IsType<KeyResult.Issued>(await harness.Keys.RotateAsync(first.Key.Id, Overlap, null, Token));
        var third = Assert.IsType<KeyResult.Issued>(await harness.Keys.RotateAsync(first.Key.Id, 2 * Overlap, null, Token));

        Assert.Equal(3, third.Key.Secrets.Count);
        harness.Clock.Advance(Overlap - TimeSpan.FromTicks(1));
        Assert.All(await Task.WhenAll(harness.TryAsync(first.Secret), harness.TryAsync(second.Secret), harness.TryAsync(third.Secret)), Assert.Null);
        harness.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(
            ["credential.unknown", null, null],
            (await Task.WhenAll(harness.TryAsync(first.Secret), harness.TryAsync(second.Secret), harness.TryAsync(third.Secret))).AsEnumerable());
        harness.Clock.Advance(Overlap);
        Assert.Equal(["credential.unknown", null], (await Task.WhenAll(harness.TryAsync(second.Secret), harness.TryAsync(third.Secret))).AsEnumerable());
    }

    [Fact]
    public async Task Rotation_without_overlap_leaves_a_running_overlap_as_promised()
    {
        var harness = await KeyHarness.StartAsync();
        var first = await harness.IssueAsync();
        var second = Assert.IsType<KeyResult.Issued>(await harness.Keys.RotateAsync(first.Key.Id, Overlap, null, Token));
        await harness.Keys.RotateAsync(first.Key.Id, null, null, Token);

        Assert.Equal([null, "credential.unknown"], (await Task.WhenAll(harness.TryAsync(first.Secret), harness.TryAsync(second.Secret))).AsEnumerable());
    }

    [Fact]
    public async Task Rotation_that_would_need_a_fourth_secret_is_impossible_until_one_has_ended()
    {
        var harness = await KeyHarness.StartAsync();
        var id = (await harness.IssueAsync()).Key.Id;
        await harness.Keys.RotateAsync(id, Overlap, null, Token);
        await harness.Keys.RotateAsync(id, 2 * Overlap, null, Token);
        var end = harness.Clock.GetUtcNow() + Overlap;

        var refused = Assert.IsType<KeyResult.Impossible>(await harness.Keys.RotateAsync(id, Overlap, null, Token));
        Assert.Contains(end.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture), refused.Problem, StringComparison.Ordinal);
        Assert.Equal(3, refused.Current.Version);

        // Without an overlap the current secret ends, so that there is room.
        Assert.IsType<KeyResult.Issued>(await harness.Keys.RotateAsync(id, null, null, Token));
        harness.Clock.Advance(Overlap);
        Assert.IsType<KeyResult.Issued>(await harness.Keys.RotateAsync(id, Overlap, null, Token));
    }

    [Fact]
    public async Task Rotation_of_an_expired_key_is_impossible()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(change: key => key with { ExpiresAt = harness.Clock.GetUtcNow() });

        Assert.IsType<KeyResult.Impossible>(await harness.Keys.RotateAsync(issued.Key.Id, Overlap, null, Token));
    }

    [Theory]
    [InlineData("grün")]
    [InlineData("ｌｉｖｅ")]
    [InlineData("\0")]
    [InlineData("")]
    public async Task Issue_for_an_environment_of_other_characters_is_invalid(string environment)
    {
        var harness = await KeyHarness.StartAsync();
        var invalid = Assert.IsType<KeyResult.Invalid>(
            await harness.Keys.IssueAsync(new NewKey { AccountId = KeyHarness.Own, Name = "Key", Environment = environment }, Token));

        Assert.Equal("environment", Assert.Single(invalid.Faults).Field);
    }

    [Fact]
    public async Task Rotations_at_the_same_time_leave_the_last_secret_working()
    {
        var harness = await KeyHarness.StartAsync();
        var id = (await harness.IssueAsync()).Key.Id;
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => harness.Keys.RotateAsync(id, null, null, Token), Token)));

        var last = results.Cast<KeyResult.Issued>().MaxBy(issued => issued.Key.Version)!;
        Assert.Equal(9, last.Key.Version);
        Assert.Null(await harness.TryAsync(last.Secret));
        Assert.Single(await Task.WhenAll(results.Cast<KeyResult.Issued>().Select(issued => harness.TryAsync(issued.Secret))), refusal => refusal is null);
    }
}
