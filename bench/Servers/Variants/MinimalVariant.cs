namespace Lintel.Bench.Servers.Variants;

/// <summary>The same endpoints as minimal APIs without any guard: what ASP.NET Core's routing and binding cost.</summary>
internal sealed class MinimalVariant : Variant
{
    public override Task<BenchKeys> ConfigureAsync(WebApplicationBuilder builder, string folder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, OrderJson.Default));
        return Task.FromResult(OpenKeys.Make());
    }

    public override Task MapAsync(WebApplication app)
    {
        app.MapGet("/shop/things", WriteThings);
        app.MapPost("/shop/orders", (Order order) => OrderTotal.Of(order));
        return Task.CompletedTask;
    }
}
