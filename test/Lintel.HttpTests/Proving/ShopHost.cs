using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Proving;

/// <summary>The shop on a free port, with stores in memory and a clock that the test moves.</summary>
internal sealed class ShopHost(WebApplication app, ManualClock clock, Contract contract) : IAsyncDisposable
{
    public Uri Address { get; } = new(app.Urls.First());

    public IServiceProvider Services => app.Services;

    public ManualClock Clock => clock;

    public Contract Contract => contract;

    /// <param name="contract">The contract's text.</param>
    /// <param name="around">Middleware around the whole API; null for none.</param>
    /// <param name="map">Maps other operations; null for the shop's.</param>
    public static async Task<ShopHost> StartAsync(string contract, Func<HttpContext, RequestDelegate, Task>? around = null, Action<WebApplication>? map = null)
    {
        var clock = new ManualClock();
        var parsed = ContractReader.Read(contract, "shop.yaml");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddLintel(lintel => lintel.Contracts.Add(parsed)).AddInMemoryStores().AddReference();
        var app = builder.Build();
        if (around is not null)
        {
            app.Use(around);
        }

        app.UseLintel();
        app.MapReference();
        (map ?? (shop => Map(shop.MapApi("shop"))))(app);
        await app.StartAsync();
        return new ShopHost(app, clock, parsed);
    }

    /// <summary>A key of a new account, or of the given one.</summary>
    public async Task<ApiKeyText> IssueAsync(NewKey key)
    {
        var accountId = key.AccountId;
        if (accountId.Length == 0)
        {
            var account = new NewAccount
            {
                Api = "shop",
                Name = "Brook Dairy",
                Plan = contract.Accounts.Plans is [var plan, ..] ? plan : "any",
                Subscription = "active"
            };
            accountId = ((AccountResult.Changed)await Services.GetRequiredService<AccountService>().CreateAsync(account, CancellationToken.None)).Account.Id;
        }

        var issued = (KeyResult.Issued)await Services.GetRequiredService<KeyService>().IssueAsync(key with { AccountId = accountId }, CancellationToken.None);
        return new(issued.Key.Id, accountId, ProbeCredential.Of(contract.Credentials[0], issued.Secret));
    }

    public Task RevokeAsync(ApiKeyText key) => Services.GetRequiredService<KeyService>().RevokeAsync(key.Id, version: null, CancellationToken.None);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet("/orders", (ApiCall call) => Results.Json(new { data = Array.Empty<Order>() })).RequireScope("orders:read");
        shop.MapGet("/orders/{id}", (ApiCall call) => Results.Json(call.Resource<Order>()))
            .RequireScope("orders:read")
            .Resource((ApiCall call) => ValueTask.FromResult<Outcome<Order>>(Refusal.Missing("Order", (string)call.Http.GetRouteValue("id")!)));
        shop.MapPost("/orders", (ApiCall call) => Results.Json(call.Body<Order>(), statusCode: 201))
            .RequireScope("orders:write")
            .Idempotent()
            .Body(Order.Read);
        shop.MapPost(
            "/moons",
            (ApiCall call) => new ErrorResult(
                Refusal.For(Condition.StateConflict, ("problem", "The moon is sold out.")))).RequireScope("orders:write");
        shop.MapGet("/broken", IResult (ApiCall call) => throw new InvalidOperationException("secret of the shop")).RequireScope("orders:read");
    }

    internal sealed record Order(string Item, long Count)
    {
        public static Order Read(FieldReader fields) =>
            new(fields.Text("item", required: true, max: 50)!, fields.Integer("count", required: true, min: 1) ?? 1);
    }

    /// <summary>An issued key, as a request carries it.</summary>
    internal sealed record ApiKeyText(string Id, string AccountId, ProbeCredential Credential);
}
