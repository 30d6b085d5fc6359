namespace Lintel.Bench.Servers.Variants;

/// <summary>Keys as long as Lintel's, for the variants that make their own.</summary>
internal static class OpenKeys
{
    public static BenchKeys Make() => new([.. Enumerable.Range(0, BenchKeys.Count).Select(_ => New())], New(), New(), New());

    private static string New() => "shop_live_" + Base62.Random(45);
}
