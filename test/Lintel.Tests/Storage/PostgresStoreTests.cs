using Lintel.Postgres;
using Lintel.RateLimits;
using Lintel.Stores;
using Lintel.Testing;

namespace Lintel.Tests.Storage;

public sealed class PostgresStoreTests(PostgresServer server) : StoreContractTests, IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private PostgresStores _stores = null!;

    private protected override ILintelStores Stores => _stores;

    public async ValueTask InitializeAsync() => _stores = await PostgresStores.OpenAsync(await server.CreateDatabaseAsync(), _clock);

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task Counters_are_removed_by_the_clock_of_the_database_a_minute_after_they_end()
    {
        var now = TimeProvider.System.GetUtcNow();
        StoredCounter[] counters =
        [
            Counter("over", now.AddMinutes(-2)),
            Counter("just over", now.AddSeconds(-10)),
            Counter("runs", now.AddSeconds(30)),
        ];
        _clock.Advance(now - _clock.GetUtcNow() + TimeSpan.FromHours(1));

        await Stores.RateLimits.ChangeAsync("own", [.. counters.Select(counter => counter.Name)], (_, _) => new StoredChange<bool>(true, counters), Token);
        await Stores.RateLimits.SaveAsync("own", [Counter("other", now.AddHours(1))], Token);
        await Stores.RateLimits.RemoveExpiredAsync(Token);

        Assert.Null(await LoadAsync("over"));
        Assert.NotNull(await LoadAsync("just over"));
        Assert.NotNull(await LoadAsync("runs"));

        static StoredCounter Counter(string partition, DateTimeOffset expires) => new(new StoredCounterName("calls", partition), [1], expires);

        ValueTask<byte[]?> LoadAsync(string partition) => Stores.RateLimits.LoadAsync("own", "calls", partition, Token);
    }
}
