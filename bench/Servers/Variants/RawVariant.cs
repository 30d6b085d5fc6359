namespace Lintel.Bench.Servers.Variants;

/// <summary>Kestrel and nothing else: what a response costs at the least.</summary>
internal sealed class RawVariant : Variant
{
    public override Task<BenchKeys> ConfigureAsync(WebApplicationBuilder builder, string folder) => Task.FromResult(OpenKeys.Make());

    public override Task MapAsync(WebApplication app)
    {
        app.Run(WriteThings);
        return Task.CompletedTask;
    }
}
