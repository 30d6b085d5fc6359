using Lintel.Postgres;
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
}
