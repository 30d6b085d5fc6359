using Lintel.FieldService.Assets;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Customers;
using Lintel.FieldService.Inventory;
using Lintel.FieldService.Jobs;
using Lintel.FieldService.Storage;
using Lintel.Shared;
using Lintel.Sqlite;
using Lintel.Tests.Storage;

namespace Lintel.Tests.FieldService;

public sealed class StoreTests : IAsyncDisposable
{
    private const string Ours = "acct_ours";
    private const string Theirs = "acct_theirs";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly Paging FirstPage = new(1, 50);

    private readonly TemporaryFolder _folder = new();
    private readonly FieldServiceDatabase _database;

    public StoreTests() => _database = new FieldServiceDatabase(SqliteDatabase.Open(_folder.File("fieldservice.db"), Migrations.All));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Customer_created_twenty_times_at_once_exists_once()
    {
        var store = new CustomerStore(_database);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => store.CreateAsync(Ours, NewCustomer(i % 2 == 0 ? "A@Brook.test" : "a@brook.TEST"), Now, Token)));

        Assert.Equal(1, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.All(outcomes.Where(outcome => outcome.Refusal is not null), outcome => Assert.Equal("a@brook.test", outcome.Refusal!["email"]));
        Assert.Equal(1, (await store.ListAsync(Ours, AllCustomers, Token)).Total);
    }

    [Fact]
    public async Task Customer_with_the_email_of_another_companys_customer_is_created()
    {
        var store = new CustomerStore(_database);
        await store.CreateAsync(Theirs, NewCustomer("a@brook.test"), Now, Token);

        Assert.Null((await store.CreateAsync(Ours, NewCustomer("a@brook.test"), Now, Token)).Refusal);
    }

    [Fact]
    public async Task Customers_without_email_never_collide()
    {
        var store = new CustomerStore(_database);

        Assert.Null((await store.CreateAsync(Ours, NewCustomer(null), Now, Token)).Refusal);
        Assert.Null((await store.CreateAsync(Ours, NewCustomer(null), Now, Token)).Refusal);
    }

    [Fact]
    public async Task Customer_keeps_its_own_email_and_cannot_take_anothers()
    {
        var store = new CustomerStore(_database);
        var first = Value(await store.CreateAsync(Ours, NewCustomer("a@brook.test"), Now, Token));
        var second = Value(await store.CreateAsync(Ours, NewCustomer("b@brook.test"), Now, Token));

        Assert.Null((await store.UpdateAsync(Ours, first.CustomerId, Change(email: "A@brook.test"), Now, Token)).Refusal);
        Assert.Equal("duplicate_customer", (await store.UpdateAsync(Ours, second.CustomerId, Change(email: "a@BROOK.test"), Now, Token)).Refusal?.Code);
        Assert.Equal("b@brook.test", (await store.FindAsync(Ours, second.CustomerId, Token))?.CustomerEmail);
    }

    [Fact]
    public async Task Records_of_another_company_are_not_found()
    {
        var customers = new CustomerStore(_database);
        var customer = Value(await customers.CreateAsync(Theirs, NewCustomer("a@brook.test"), Now, Token));
        var item = Value(await new ItemStore(_database).CreateAsync(Theirs, NewItem("P-1"), Duplicate, Now, Token));

        Assert.NotNull(await customers.FindAsync(Theirs, customer.CustomerId, Token));
        Assert.Null(await customers.FindAsync(Ours, customer.CustomerId, Token));
        Assert.Equal(0, (await customers.ListAsync(Ours, AllCustomers, Token)).Total);
        Assert.Null(await new ItemStore(_database).FindAsync(Ours, item.Id, Token));
    }

    [Fact]
    public async Task Stock_taken_by_many_at_once_never_falls_below_zero()
    {
        var (item, shelf, _) = await StockedItemAsync(10);
        var store = new StockStore(_database);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => store.AdjustAsync(Ours, item, new AdjustFields(shelf, -1, null), QuantityFault, Now, Token)));

        Assert.Equal(10, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.Equal(0, (await store.ListLevelsAsync(Ours, item, FirstPage, Token)).Rows.Single(level => level.LocationId == shelf).Quantity);
        Assert.Equal(11, (await store.ListTransactionsAsync(Ours, item, FirstPage, Token)).Total);
    }

    [Fact]
    public async Task Move_changes_both_ends_or_neither()
    {
        var (item, shelf, van) = await StockedItemAsync(5);
        var store = new StockStore(_database);

        Assert.Null((await store.MoveAsync(Ours, new MoveFields(item, shelf, van, 4), QuantityFault, Now, Token)).Refusal);
        var refused = await store.MoveAsync(Ours, new MoveFields(item, shelf, van, 2), QuantityFault, Now, Token);

        Assert.Equal("must be at most 1, the stock at the location that it comes from", refused.Refusal?["problem"]);
        Assert.Equal([1, 4], (await store.ListLevelsAsync(Ours, item, FirstPage, Token)).Rows.Select(level => level.Quantity));
        Assert.Equal(5, (await new ItemStore(_database).FindAsync(Ours, item, Token))?.TotalQuantity);
    }

    [Fact]
    public async Task Move_of_another_companys_item_says_that_it_is_missing()
    {
        var (item, shelf, van) = await StockedItemAsync(5);

        var outcome = await new StockStore(_database).MoveAsync(Theirs, new MoveFields(item, shelf, van, 1), QuantityFault, Now, Token);

        Assert.Equal("resource.missing", outcome.Refusal?.Condition?.Name);
    }

    [Fact]
    public async Task Reading_below_the_last_one_is_refused_and_an_equal_one_taken()
    {
        var (asset, meter) = await MeteredAssetAsync(threshold: null);
        var store = new MeterStore(_database);

        var below = await store.ReadAsync(Ours, asset, Reading(meter, 1199.9m), ReadingFault, Now, Token);
        var equal = await store.ReadAsync(Ours, asset, Reading(meter, 1200m), ReadingFault, Now, Token);

        Assert.Equal("must be at least 1200, the last reading", below.Refusal?["problem"]);
        Assert.Equal(1200m, Value(equal).Reading);
    }

    [Fact]
    public async Task Reading_of_a_meter_of_another_asset_is_meter_not_found()
    {
        var (_, meter) = await MeteredAssetAsync(threshold: null);
        var other = await NewAssetAsync(null);

        var outcome = await new MeterStore(_database).ReadAsync(Ours, other, Reading(meter, 1300m), ReadingFault, Now, Token);

        Assert.Equal("meter_not_found", outcome.Refusal?.Code);
        Assert.Equal(other.AssetId, outcome.Refusal?["asset"]);
    }

    [Fact]
    public async Task Reading_that_first_passes_the_threshold_opens_one_job()
    {
        var (asset, meter) = await MeteredAssetAsync(threshold: 1250m);
        var store = new MeterStore(_database);

        Assert.False(Value(await store.ReadAsync(Ours, asset, Reading(meter, 1250m), ReadingFault, Now, Token)).ThresholdExceeded);
        Assert.True(Value(await store.ReadAsync(Ours, asset, Reading(meter, 1251m), ReadingFault, Now, Token)).ThresholdExceeded);
        Assert.True(Value(await store.ReadAsync(Ours, asset, Reading(meter, 1260m), ReadingFault, Now, Token)).ThresholdExceeded);

        var job = Assert.Single((await new JobStore(_database).ListAsync(Ours, AllJobs, Token)).Rows);
        Assert.Equal((asset.AssetId, "Pending"), (Assert.Single(job.Assets).AssetId, job.JobStatus));
    }

    [Fact]
    public async Task Job_keeps_its_first_start_and_gets_its_end()
    {
        var store = new JobStore(_database);
        var job = Value(await store.CreateAsync(Ours, NewJob(await LocationAsync()), Now, Token));
        foreach (var (status, minute) in new[] { ("In-Transit", 1), ("Arrived", 2), ("In Progress", 3), ("On Hold", 4), ("In Progress", 5), ("Completed", 6) })
        {
            Assert.Null((await store.ChangeStatusAsync(Ours, job.JobId, status, Now.AddMinutes(minute), Token)).Refusal);
        }

        var done = (await store.FindAsync(Ours, job.JobId, Token))!;
        Assert.Equal(("2026-03-02T08:03:00Z", "2026-03-02T08:06:00Z"), (done.ActualStart, done.ActualEnd));
        Assert.Equal("invalid_status_transition", (await store.ChangeStatusAsync(Ours, job.JobId, "Pending", Now, Token)).Refusal?.Code);
    }

    [Fact]
    public async Task Transfer_of_a_terminal_asset_is_refused_and_changes_nothing()
    {
        var asset = await NewAssetAsync(await LocationAsync());
        await new AssetStore(_database).ChangeStatusAsync(Ours, asset.AssetId, new StatusChange("Decommissioned", null), Now, Token);

        var outcome = await new TransferStore(_database).TransferAsync(Ours, asset.AssetId, new TransferFields(await LocationAsync(), null, null), Now, Token);

        Assert.Equal($"Asset {asset.AssetId} is Decommissioned and cannot be transferred.", outcome.Refusal?["problem"]);
        Assert.Equal(asset.LocationId, (await new AssetStore(_database).FindAsync(Ours, asset.AssetId, Token))?.LocationId);
    }

    [Fact]
    public async Task List_filters_search_and_bounds_of_creation()
    {
        var store = new CustomerStore(_database);
        for (var day = 1; day <= 5; day++)
        {
            await store.CreateAsync(Ours, NewCustomer($"c{day}@brook_.test".Replace("_", day == 3 ? "%" : string.Empty)), Now.AddDays(day), Token);
        }

        var between = await store.ListAsync(Ours, AllCustomers with
        {
            Created = new CreatedRange(MomentText.Seconds(Now.AddDays(1)), MomentText.Seconds(Now.AddDays(5))),
        }, Token);

        Assert.Equal(["2026-03-04T08:00:00Z", "2026-03-05T08:00:00Z", "2026-03-06T08:00:00Z"], between.Rows.Select(row => row.CreatedAt));
        Assert.Equal("c3@brook%.test", Assert.Single((await store.ListAsync(Ours, AllCustomers with { Search = "BROOK%" }, Token)).Rows).CustomerEmail);
        Assert.Equal(
            (5, 2),
            ((await store.ListAsync(
                Ours,
                AllCustomers with { Paging = new Paging(2, 3) },
                Token)).Total, (await store.ListAsync(Ours, AllCustomers with { Paging = new Paging(2, 3) }, Token)).Rows.Count));
    }

    private static CustomerFilter AllCustomers => new(null, default, null, FirstPage);

    private static JobFilter AllJobs => new(null, null, null, null, null, null, null, default, FirstPage);

    private static FieldFault Duplicate => Fault("part_number", "is taken");

    private static CustomerFields NewCustomer(string? email) => new("Brook Dairy", email, default(string), 24L, false, default(string));

    private static CustomerFields Change(string email) => new(default, email, default, default, default, default);

    private static ItemFields NewItem(string part) => new(part, "Seal", string.Empty, "each", default(decimal?), 0L);

    private static JobFields NewJob(long location) => new()
    {
        Title = "Replace pump seal",
        LocationId = location,
        Description = string.Empty,
        Priority = "High",
        TechnicianId = default(long?),
        ScheduledStart = default(string),
        ScheduledEnd = default(string),
        AssetIds = new Sent<IReadOnlyList<long>>(true, []),
    };

    private static ReadingFields Reading(long meter, decimal reading) => new(meter, null, reading, MomentText.Seconds(Now), null);

    private static FieldFault QuantityFault(string problem) => Fault("quantity", problem);

    private static FieldFault ReadingFault(string problem) => Fault("reading", problem);

    private static FieldFault Fault(string field, string problem) => new(FieldLocation.Body, field, FieldFaultKind.Other, problem);

    private static T Value<T>(Outcome<T> outcome) => outcome.TryGet(out var value) ? value : throw new InvalidOperationException(outcome.Refusal!.ToString());

    private async Task<long> LocationAsync()
    {
        var customer = Value(await new CustomerStore(_database).CreateAsync(Ours, NewCustomer(null), Now, Token));
        var fields = new LocationFields("North yard", "1 Main Street", "Boise", "ID", "83702", default(string), default(string));
        return Value(await new LocationStore(_database).CreateAsync(Ours, customer.CustomerId, fields, Now, Token)).LocationId;
    }

    private async Task<Asset> NewAssetAsync(long? location) => Value(await new AssetStore(_database).CreateAsync(
        Ours,
        new AssetFields
        {
            Name = "Pump",
            TypeId = 1,
            SerialNumber = default(string),
            Condition = "Good",
            OwnershipType = "leased",
            LocationId = location,
            Status = "Active"
        },
        Now,
        Token));

    private async Task<(Asset Asset, long Meter)> MeteredAssetAsync(decimal? threshold)
    {
        var asset = await NewAssetAsync(await LocationAsync());
        var meter = await new MeterStore(_database).AddAsync(
            Ours,
            new Meter
            {
                AssetId = asset.AssetId,
                MeterId = 0,
                MeterName = "Engine hours",
                Unit = "hours",
                LastReading = 1200m,
                ThresholdValue = threshold,
                ThresholdAction = Meter.CreateJob,
            },
            Now,
            Token);
        return (asset, meter!.MeterId);
    }

    private async Task<(long Item, long Shelf, long Van)> StockedItemAsync(long quantity)
    {
        var locations = new InventoryLocationStore(_database);
        var shelf = (await locations.AddAsync(Ours, "Shelf", Now, Token))!.LocationId;
        var van = (await locations.AddAsync(Ours, "Van", Now, Token))!.LocationId;
        var item = Value(await new ItemStore(_database).CreateAsync(Ours, NewItem("SEAL-040"), Duplicate, Now, Token)).Id;
        await new StockStore(_database).AdjustAsync(Ours, item, new AdjustFields(shelf, quantity, null), QuantityFault, Now, Token);
        return (item, shelf, van);
    }
}
