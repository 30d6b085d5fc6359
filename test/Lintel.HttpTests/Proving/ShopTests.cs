namespace Lintel.HttpTests.Proving;

public sealed class ShopTests
{
    [Fact]
    public async Task Shop_keeps_its_contract()
    {
        await using var shop = await ShopHost.StartAsync(ShopContract.Text);
        var prober = new Prober(await ShopProof.TargetAsync(shop));

        var report = await prober.RunAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(report.ToText());
        report.ThrowIfBroken();
    }
}
