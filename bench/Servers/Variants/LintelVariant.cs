using System.Net;
using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Requests;
using Lintel.Sqlite;

namespace Lintel.Bench.Servers.Variants;

/// <summary>The same endpoints behind the front door, with every guard and the request log on, on SQLite files.</summary>
internal sealed class LintelVariant(Scale scale) : Variant
{
    private static readonly string[] Both = ["things:read", "orders:write"];

    public override async Task<BenchKeys> ConfigureAsync(WebApplicationBuilder builder, string folder)
    {
        var stores = await SqliteStores.OpenAsync(folder);
        var pepper = await PepperFile.OpenAsync(null, folder, stores.PepperChecks);
        builder.Services.AddLintel(lintel =>
        {
            foreach (var file in ShopContracts.Write(scale, folder))
            {
                lintel.AddContract(file);
            }

            // What a refusal costs is measured by sending many; by default they would be cut off after 600 a minute.
            lintel.FailedAuthenticationsPerMinute = int.MaxValue;
            if (scale.ByAddress > 0)
            {
                lintel.TrustedProxies.Add(new IPNetwork(IPAddress.Loopback, 32));
            }
        }).AddStores(stores, pepper);
        return await BenchKeys.ReadAsync(folder) ?? await MakeKeysAsync(builder.Services, folder);
    }

    public override Task MapAsync(WebApplication app)
    {
        app.UseLintel();
        for (var api = 0; api < scale.Apis; api++)
        {
            var shop = app.MapApi(ShopContracts.NameOf(api));
            shop.MapGet("/things", WriteThings).RequireScope("things:read");
            shop.MapPost(
                "/orders",
                (ApiCall call) => Results.Json(OrderTotal.Of(call.Body<Order>()), OrderJson.Default.OrderTotal)).RequireScope("orders:write").Body(Order.Read);
        }

        return Task.CompletedTask;
    }

    public override long DroppedLogRecords(WebApplication app) => app.Services.GetRequiredService<RequestLogWriter>().Dropped;

    private async Task<BenchKeys> MakeKeysAsync(IServiceCollection registered, string folder)
    {
        await using var services = registered.BuildServiceProvider();
        var accounts = services.GetRequiredService<AccountService>();
        var keys = services.GetRequiredService<KeyService>();
        var good = await MakeGoodKeysAsync(accounts, keys);
        var narrow = await KeyAsync(keys, await AccountAsync(accounts, null), []);
        var over = await KeyAsync(keys, await AccountAsync(accounts, 1), Both);

        // The checksum of the last key with another's secret would be refused without a look-up; a deleted key is a right form that nobody has.
        var gone = await IssueAsync(keys, await AccountAsync(accounts, null), Both);
        await keys.DeleteAsync(gone.Key.Id, null, CancellationToken.None);
        FillerKeys.Add(folder, scale.Keys - good.Count);
        return new BenchKeys(good, gone.Secret, narrow, over);
    }

    /// <summary>Makes the keys that are sent, many at once since the store writes them together.</summary>
    private async Task<List<string>> MakeGoodKeysAsync(AccountService accounts, KeyService keys)
    {
        var good = new List<string>();
        while (good.Count < Math.Min(scale.Keys, BenchKeys.Count))
        {
            var account = await AccountAsync(accounts, null);
            good.AddRange(await Task.WhenAll(Enumerable.Range(0, BenchKeys.KeysOfAnAccount).Select(_ => KeyAsync(keys, account, Both))));
        }

        return good;
    }

    private static async Task<string> AccountAsync(AccountService accounts, int? allow)
    {
        var limits = allow is { } number ? new Dictionary<string, int> { ["account"] = number } : [];
        var result = await accounts.CreateAsync(
            new NewAccount { Api = "shop", Name = "Bench", Plan = "standard", Subscription = "active", Limits = limits },
            CancellationToken.None);
        return ((AccountResult.Changed)result).Account.Id;
    }

    private static async Task<string> KeyAsync(KeyService keys, string account, string[] scopes) => (await IssueAsync(keys, account, scopes)).Secret;

    private static async Task<KeyResult.Issued> IssueAsync(KeyService keys, string account, string[] scopes) =>
        ((KeyResult.Issued)await keys.IssueAsync(new NewKey { AccountId = account, Name = "bench", Scopes = scopes }, CancellationToken.None));
}
