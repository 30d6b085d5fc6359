using Dapper;
using Lintel.FieldService.Demo;
using Lintel.FieldService.Storage;
using Lintel.Management.Demo;
using Lintel.Shared;
using Lintel.Sqlite;
using Lintel.Testing;
using Lintel.Tests.Storage;

namespace Lintel.Tests.FieldService;

public sealed class DemoDataTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FieldServiceDatabase _database;
    private readonly ManualClock _clock = new();

    public DemoDataTests() => _database = new FieldServiceDatabase(SqliteDatabase.Open(_folder.File("fieldservice.db"), Migrations.All));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Seeding_twice_adds_nothing()
    {
        var demo = new DemoData(_database, _clock);
        var first = await demo.SeedAsync(new NamedKeys(), Token);
        var before = await CountAsync();
        _clock.Advance(TimeSpan.FromDays(3));

        var second = await demo.SeedAsync(new NamedKeys(), Token);

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Section_has_the_keys_and_ids_of_the_schema()
    {
        var section = await new DemoData(_database, _clock).SeedAsync(new NamedKeys(), Token);

        Assert.Equal(["base", "keys", "ids"], section.Select(member => member.Key));
        Assert.Equal(
            ["full", "jobsRead", "assetsNoMeter", "revoked", "elsewhere", "proPlan", "limited", "bulk"],
            section["keys"]!.AsObject().Select(member => member.Key));
        Assert.Equal(
            ["job", "location", "customer", "customerEmail", "asset", "meter", "assetWithoutMeters", "otherCompanyJob"],
            section["ids"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Demo_data_keeps_the_rules_of_the_api()
    {
        await new DemoData(_database, _clock).SeedAsync(new NamedKeys(), Token);
        var now = MomentText.Seconds(_clock.GetUtcNow());

        string[] broken =
        [
            "SELECT COUNT(*) FROM jobs WHERE actual_end < actual_start OR actual_start > @now OR actual_end > @now OR created_at > @now",
            "SELECT COUNT(*) FROM jobs WHERE (job_status = 'Completed') <> (actual_end IS NOT NULL)",
            "SELECT COUNT(*) FROM jobs WHERE actual_start < created_at OR scheduled_end < scheduled_start",
            "SELECT COUNT(*) FROM meters m WHERE CAST(m.last_reading AS REAL) <> (SELECT MAX(CAST(r.reading AS REAL)) FROM meter_readings r WHERE r.meter_id "
                + "= m.meter_id)",
            "SELECT COUNT(*) FROM stock s WHERE s.quantity <> (SELECT SUM(x.quantity_change) FROM inventory_transactions x WHERE x.item_id = s.item_id AND "
                + "x.location_id = s.location_id)",
            "SELECT COUNT(*) FROM jobs j JOIN locations l ON l.location_id = j.customer_location_id WHERE l.account_id <> j.account_id",
            "SELECT COUNT(*) FROM job_assets ja JOIN jobs j ON j.job_id = ja.job_id JOIN assets a ON a.asset_id = ja.asset_id WHERE a.account_id <> "
                + "j.account_id",
        ];
        await Assert.AllAsync(
            broken,
            async query => Assert.Equal(0, await _database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(query, new { now }), Token)));
    }

    private Task<long> CountAsync() => _database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>(
            "SELECT (SELECT COUNT(*) FROM jobs) + (SELECT COUNT(*) FROM assets) + (SELECT COUNT(*) FROM customers) + (SELECT COUNT(*) FROM "
                + "inventory_transactions)"),
        Token);

    /// <summary>Every key is its own name.</summary>
    private sealed class NamedKeys : DemoKeys
    {
        public override Task<Account> EnsureAsync(DemoAccount account, CancellationToken cancellationToken) => Task.FromResult(new Account
        {
            Id = account.Id,
            Api = account.Api,
            Name = account.Name,
            Plan = account.Plan,
            Subscription = account.Subscription,
            CreatedAt = DateTimeOffset.UnixEpoch,
        });

        public override Task<string> EnsureAsync(DemoKey key, CancellationToken cancellationToken) => Task.FromResult(key.Name);
    }
}
