using System.Security.Cryptography;

namespace Lintel.Bench.Servers.Variants;

/// <summary>Keys as long as Lintel's, for the variants that make their own.</summary>
internal static class OpenKeys
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static BenchKeys Make() => new([.. Enumerable.Range(0, BenchKeys.Count).Select(_ => New())], New(), New(), New());

    private static string New() => "shop_live_" + RandomNumberGenerator.GetString(Digits, 45);
}
