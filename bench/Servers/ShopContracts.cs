namespace Lintel.Bench.Servers;

/// <summary>Writes the measured API's contract, made as large as a scale asks, and others like it beside.</summary>
internal static class ShopContracts
{
    private const string Limit = "  - { name: account, per: account, allow: 10000000, window: 1 day, durable: false }\n";

    /// <summary>The name of an API; the first is the measured one.</summary>
    public static string NameOf(int api) => api == 0 ? "shop" : $"shop{api}";

    /// <returns>The files.</returns>
    public static IEnumerable<string> Write(Scale scale, string folder)
    {
        var shop = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "shop.yaml")).Replace(Limit, LimitsOf(scale), StringComparison.Ordinal);
        var text = shop + string.Concat(Enumerable.Range(1, Math.Max(0, scale.Rows - RowsOf(shop))).Select(Row));
        for (var api = 0; api < scale.Apis; api++)
        {
            var name = NameOf(api);
            var file = Path.Combine(folder, $"{name}.yaml");
            File.WriteAllText(
                file,
                text.Replace("api: shop", $"api: {name}", StringComparison.Ordinal).Replace("basePath: /shop", $"basePath: /{name}", StringComparison.Ordinal));
            yield return file;
        }
    }

    private static string LimitsOf(Scale scale) =>
        Limit
        + string.Concat(
            Enumerable.Range(2, scale.Policies - 1).Select(number => Limit.Replace("name: account", $"name: account_{number}", StringComparison.Ordinal)))
        + (scale.ByAddress > 0 ? Limit.Replace("account", "address", StringComparison.Ordinal) : string.Empty);

    private static int RowsOf(string contract) => contract[contract.IndexOf("errors:", StringComparison.Ordinal)..].Split("\n  ").Length - 1;

    private static string Row(int number) =>
        $"  conflict_{number}: "
            + $"{{ status: 409, message: \"The thing is in state {number}.\", meaning: The thing is in a state that does not allow this., fix: Wait until it has left the state. }}\n";
}
