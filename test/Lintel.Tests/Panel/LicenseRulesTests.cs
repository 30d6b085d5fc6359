using FsCheck;
using FsCheck.Fluent;
using Lintel.Panel;

namespace Lintel.Tests.Panel;

public sealed class LicenseRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Available", LicenseActions.Pause, LicenseActions.Reset, LicenseActions.Blacklist, LicenseActions.Link)]
    [InlineData(
        "Activated",
        LicenseActions.Pause,
        LicenseActions.Extend,
        LicenseActions.Reset,
        LicenseActions.Blacklist,
        LicenseActions.Reinitialize,
        LicenseActions.Link)]
    [InlineData(
        "Paused",
        LicenseActions.Resume,
        LicenseActions.Extend,
        LicenseActions.Reset,
        LicenseActions.Blacklist,
        LicenseActions.Reinitialize,
        LicenseActions.Link)]
    [InlineData("Expired", LicenseActions.Extend, LicenseActions.Reset, LicenseActions.Blacklist, LicenseActions.Reinitialize)]
    [InlineData("Blacklisted", LicenseActions.Reinitialize)]
    public void Status_has_exactly_these_actions(string status, params string[] actions)
    {
        var possible = LicenseActions.All.Where(
            action => LicenseRules.Apply(Make(Enum.Parse<LicenseStatus>(status)), new LicenseChange(action, 60, 1), Now).TryGet(out _));

        Assert.Equal(actions.Order(), possible.Order());
    }

    [Fact]
    public void Time_up_is_the_moment_itself()
    {
        var license = Make(LicenseStatus.Activated) with { ExpiresAt = Now };

        Assert.Equal(LicenseStatus.Expired, license.StatusAt(Now));
        Assert.Equal(LicenseStatus.Activated, license.StatusAt(Now.AddTicks(-1)));
    }

    [Fact]
    public void Pausing_and_resuming_neither_gives_nor_takes_time()
    {
        var cases =
            from left in Gen.Choose(1, 1_000_000)
            from pauses in Gen.ListOf(Gen.Choose(0, 1_000_000))
            select (left, pauses);

        Prop.ForAll(cases.ToArbitrary(), tried =>
        {
            var (license, now) = (Make(LicenseStatus.Activated) with { ExpiresAt = Now.AddSeconds(tried.left) }, Now);
            foreach (var pause in tried.pauses)
            {
                license = Done(license, LicenseActions.Pause, now);
                now = now.AddSeconds(pause);
                license = Done(license, LicenseActions.Resume, now);
            }

            return license.ExpiresAt - now == TimeSpan.FromSeconds(tried.left);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("Activated", 3600 + 60)]
    [InlineData("Expired", 60)]
    public void Extending_adds_to_what_is_left(string status, int seconds)
    {
        var extended = Done(Make(Enum.Parse<LicenseStatus>(status)), LicenseActions.Extend, Now);

        Assert.Equal(Now.AddSeconds(seconds), extended.ExpiresAt);
        Assert.Equal(LicenseStatus.Activated, extended.StatusAt(Now));
    }

    [Fact]
    public void Extending_a_paused_license_shows_when_it_is_resumed()
    {
        var extended = Done(Make(LicenseStatus.Paused), LicenseActions.Extend, Now);

        Assert.Equal(Now.AddSeconds(1800 + 60), Done(extended, LicenseActions.Resume, Now).ExpiresAt);
    }

    [Fact]
    public void No_chain_of_extensions_leads_beyond_what_can_be_written()
    {
        const long Century = 100L * 365 * 24 * 3600;
        foreach (var status in new[] { LicenseStatus.Activated, LicenseStatus.Paused, LicenseStatus.Expired })
        {
            var license = Make(status);
            for (var i = 0; i < 200 && LicenseRules.Apply(license, new LicenseChange(LicenseActions.Extend, Century), Now).TryGet(out var longer); i++)
            {
                license = longer;
            }

            Assert.False(LicenseRules.Apply(license, new LicenseChange(LicenseActions.Extend, Century), Now).TryGet(out _));
            var later = Now.AddYears(7000);
            var last = status == LicenseStatus.Paused ? Done(license, LicenseActions.Resume, later) : license;
            Assert.InRange(last.ExpiresAt!.Value.Year, 2027, 9999);
        }
    }

    [Fact]
    public void First_use_starts_the_time_and_later_ones_do_not()
    {
        Assert.True(Use(Make(LicenseStatus.Available), "c", null, Now).TryGet(out var used));
        Assert.True(Use(used, null, "203.0.113.1", Now.AddHours(1)).TryGet(out var again));

        Assert.Equal(Now.AddHours(2), again.ExpiresAt);
        Assert.Equal(("c", "203.0.113.1"), (again.ClientId, again.IpAddress));
        Assert.All(
            new[] { LicenseStatus.Paused, LicenseStatus.Expired, LicenseStatus.Blacklisted },
            status => Assert.False(Use(Make(status), "c", null, Now).TryGet(out _)));
    }

    [Fact]
    public void License_that_requires_a_client_id_is_bound_to_the_first_until_it_is_reset()
    {
        var fresh = Make(LicenseStatus.Available);
        Assert.Null(Used(fresh, null));
        var bound = Used(fresh, "machine-1")!;

        Assert.NotNull(Used(bound, "machine-1"));
        Assert.Null(Used(bound, null));
        Assert.Null(Used(bound, "machine-2"));
        Assert.Null(Used(bound, "MACHINE-1"));
        var reset = Done(bound, LicenseActions.Reset, Now);
        Assert.Null(Used(reset, null));
        Assert.Equal("machine-2", Used(reset, "machine-2")!.ClientId);
    }

    private static License? Used(License license, string? clientId) =>
        LicenseRules.Use(license, new LicenseUse(clientId, null, RequiresClientId: true), Now).TryGet(out var used) ? used : null;

    private static Outcome<License> Use(License license, string? clientId, string? ipAddress, DateTimeOffset now) =>
        LicenseRules.Use(license, new LicenseUse(clientId, ipAddress, RequiresClientId: false), now);

    private static License Done(License license, string action, DateTimeOffset now) =>
        LicenseRules.Apply(license, new LicenseChange(action, 60), now).TryGet(out var changed) ? changed : throw new InvalidOperationException(action);

    private static License Make(LicenseStatus status)
    {
        var license = new License
        {
            Id = 1,
            Text = "A",
            RequiresClientId = false,
            Levels = [],
            DurationSeconds = 7200,
            State = LicenseState.Available,
            CreatedAt = Now
        };
        return status switch
        {
            LicenseStatus.Activated => license with { State = LicenseState.Activated, ExpiresAt = Now.AddHours(1) },
            LicenseStatus.Paused => license with { State = LicenseState.Paused, PausedAt = Now, Remaining = TimeSpan.FromMinutes(30) },
            LicenseStatus.Expired => license with { State = LicenseState.Activated, ExpiresAt = Now.AddHours(-1) },
            LicenseStatus.Blacklisted => license with { State = LicenseState.Blacklisted },
            _ => license,
        };
    }
}
