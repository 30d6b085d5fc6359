using System.Text.Json.Nodes;
using Dapper;
using Lintel.Management.Demo;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Demo;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Time;

namespace Lintel.Tests.Trackpilots;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_has_weeks_of_work_and_a_second_start_adds_nothing()
    {
        await using var one = new Organisation();
        await SeedAsync(one);
        var first = await CountAsync(one, "activities");
        await SeedAsync(one);

        Assert.InRange(first, 4000, 12_000);
        Assert.Equal(first, await CountAsync(one, "activities"));
        Assert.Equal(12, await CountAsync(one, "employees"));
        Assert.InRange(await CountAsync(one, "screenshots"), 1000, 6000);
    }

    [Fact]
    public async Task Later_start_appends_the_missing_days_up_to_now()
    {
        await using var one = new Organisation();
        await SeedAsync(one);
        var before = await CountAsync(one, "activities");
        one.Clock.Advance(TimeSpan.FromDays(9));
        await SeedAsync(one);

        var now = one.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.True(await CountAsync(one, "activities") > before + 500);
        var newest = await one.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT MAX(ends_at) FROM activities"), TestContext.Current.CancellationToken);
        Assert.InRange(newest, now - 7200, now);
        Assert.Equal(0, await one.Database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM activities a JOIN activities b ON b.account_id = a.account_id AND b.employee = a.employee AND b.starts_at > a.starts_at "
                    + "AND b.starts_at < a.ends_at"),
            TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("2026-06-13T03:10:00Z")]
    [InlineData("2026-06-14T21:59:00Z")]
    [InlineData("2026-12-25T12:00:00Z")]
    public async Task Demo_user_is_at_work_at_any_hour(string now)
    {
        await using var one = new Organisation();
        one.Clock.Set(DateTimeOffset.Parse(now));
        await SeedAsync(one);
        var clock = Organisation.Zone("Europe/Oslo");
        var today = clock.DateAt(Organisation.At(now));
        var window = Window.OfDays(clock, today, today);

        var totals = Assert.Single(
            await one.Reports.TotalsAsync(new ReportQuery(DemoPeople.AccountId, new Selection([DemoPeople.All[0].Id], []), window), Organisation.Cancel));

        Assert.True(totals.Time.Active > 0);
        Assert.True(SessionShape.Of(totals, window, one.Clock.GetUtcNow()).IsWorking);
    }

    [Fact]
    public async Task Demo_file_names_accounts_in_every_state_of_plan()
    {
        await using var one = new Organisation();
        var keys = new RememberedKeys();
        var part = await new DemoData(one.Database, one.Clock).SeedAsync(keys, Organisation.Cancel);

        Assert.Equal("/trackpilots/v1", (string?)part["base"]);
        Assert.Equal(
            ["active", "inactive", "deleted", "expiredPlan", "basicPlan", "paymentFailed", "pendingPlan", "cancelledPlan"],
            part["keys"]!.AsObject().Select(member => member.Key));
        Assert.Equal(DemoPeople.All[0].Id.ToString(), (string?)part["ids"]!["user"]);
        Assert.Equal(
            [("starter", "active"), ("starter", "expired"), ("basic", "active"), ("starter", "payment_failed"), ("starter", "pending"), ("starter", "cancelled")],
            keys.Accounts.Select(account => (account.Plan, account.Subscription)));
    }

    [Fact]
    public async Task Longest_report_over_the_demo_employees_keeps_sums_and_not_rows()
    {
        await using var one = new Organisation();
        await SeedAsync(one);
        var query = new ReportQuery(
            DemoPeople.AccountId,
            new Selection([], [.. DemoPeople.Teams.Select(team => team.Id)]),
            Organisation.Between("Europe/Oslo", "2025-06-10 00:00:00", "2026-06-10 23:59:59"));
        await one.Reports.DaysAsync(query, Organisation.Cancel);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var totals = await one.Reports.DaysAsync(query, Organisation.Cancel);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(OverallSummary.Of(totals).TotalTimeSpendSeconds > 1_000_000);
        Assert.True(allocated < 4_000_000, $"{allocated} bytes");
    }

    private static Task<JsonObject> SeedAsync(Organisation one) => new DemoData(one.Database, one.Clock).SeedAsync(new RememberedKeys(), Organisation.Cancel);

    private static Task<long> CountAsync(Organisation one, string table) =>
        one.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM " + table), TestContext.Current.CancellationToken);

    private sealed class RememberedKeys : DemoKeys
    {
        public List<DemoAccount> Accounts { get; } = [];

        public override Task<Account> EnsureAsync(DemoAccount account, CancellationToken cancellationToken)
        {
            Accounts.Add(account);
            return Task.FromResult(new Account
            {
                Id = account.Id,
                Api = account.Api,
                Name = account.Name,
                Plan = account.Plan,
                Subscription = account.Subscription,
                CreatedAt = DateTimeOffset.UnixEpoch,
            });
        }

        public override Task<string> EnsureAsync(DemoKey key, CancellationToken cancellationToken) => Task.FromResult("tp_" + key.Name);
    }
}
