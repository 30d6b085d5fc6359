using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Requests;
using Lintel.Storage;

namespace Lintel.Bench.Servers.Variants;

/// <summary>The same endpoints behind the front door, with every guard and the request log on, on SQLite files.</summary>
internal sealed class LintelVariant : Variant
{
    public override async Task<BenchKeys> ConfigureAsync(WebApplicationBuilder builder, string folder)
    {
        var stores = SqliteStores.Open(folder);
        var pepper = await PepperFile.OpenAsync(null, folder, stores.PepperChecks);
        BenchKeys? keys = null;
        builder.Services.AddLintel(lintel =>
        {
            lintel.AddContract(Path.Combine(AppContext.BaseDirectory, "shop.yaml")).UseStores(stores, pepper);

            // What a refusal costs is measured by sending many; by default they would be cut off after 600 a minute.
            lintel.FailedAuthenticationsPerMinute = int.MaxValue;
        });
        await using (var services = builder.Services.BuildServiceProvider())
        {
            keys = await MakeKeysAsync(services.GetRequiredService<AccountService>(), services.GetRequiredService<KeyService>());
        }

        return keys;
    }

    public override Task MapAsync(WebApplication app)
    {
        app.UseLintel();
        var shop = app.MapApi("shop");
        shop.MapGet("/things", WriteThings).RequireScope("things:read");
        shop.MapPost("/orders", (ApiCall call) => Results.Json(OrderTotal.Of(call.Body<Order>()), OrderJson.Default.OrderTotal)).RequireScope("orders:write").Body(Order.Read);
        return Task.CompletedTask;
    }

    public override long DroppedLogRecords(WebApplication app) => app.Services.GetRequiredService<RequestLogWriter>().Dropped;

    private static async Task<BenchKeys> MakeKeysAsync(AccountService accounts, KeyService keys)
    {
        string[] both = ["things:read", "orders:write"];
        var good = new List<string>();
        for (var i = 0; i < BenchKeys.Count / BenchKeys.KeysOfAnAccount; i++)
        {
            var account = await AccountAsync(accounts, null);
            good.AddRange(await Task.WhenAll(Enumerable.Range(0, BenchKeys.KeysOfAnAccount).Select(_ => KeyAsync(keys, account, both))));
        }

        var narrow = await KeyAsync(keys, await AccountAsync(accounts, null), []);
        var over = await KeyAsync(keys, await AccountAsync(accounts, 1), both);

        // The checksum of the last key with another's secret would be refused without a look-up; a deleted key is a right form that nobody has.
        var gone = await IssueAsync(keys, await AccountAsync(accounts, null), both);
        await keys.DeleteAsync(gone.Key.Id, null, CancellationToken.None);
        return new BenchKeys(good, gone.Secret, narrow, over);
    }

    private static async Task<string> AccountAsync(AccountService accounts, int? allow)
    {
        var limits = allow is { } number ? new Dictionary<string, int> { ["account"] = number } : [];
        var result = await accounts.CreateAsync(new NewAccount { Api = "shop", Name = "Bench", Plan = "standard", Subscription = "active", Limits = limits }, CancellationToken.None);
        return ((AccountResult.Changed)result).Account.Id;
    }

    private static async Task<string> KeyAsync(KeyService keys, string account, string[] scopes) => (await IssueAsync(keys, account, scopes)).Secret;

    private static async Task<IssuedKey> IssueAsync(KeyService keys, string account, string[] scopes) =>
        ((KeyResult.Issued)await keys.IssueAsync(new NewKey { AccountId = account, Name = "bench", Scopes = scopes }, CancellationToken.None)).New;
}
