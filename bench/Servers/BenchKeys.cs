namespace Lintel.Bench.Servers;

/// <summary>The keys that a server answers to, one for each case.</summary>
/// <param name="Good">10,000 keys that are admitted; the first is the hot one.</param>
/// <param name="Bad">A key in the right form that nobody has.</param>
/// <param name="NoScope">A key without the scope.</param>
/// <param name="OverLimit">A key of an account whose limit is one request.</param>
internal sealed record BenchKeys(IReadOnlyList<string> Good, string Bad, string NoScope, string OverLimit)
{
    public const int Count = 10_000;
    public const int KeysOfAnAccount = 10;
}

/// <summary>What a key may do, for the variants that keep their keys in memory.</summary>
/// <param name="Account">The account.</param>
/// <param name="Scopes">The scopes.</param>
/// <param name="Allow">Requests of the account in a day.</param>
internal sealed record Grant(string Account, string[] Scopes, int Allow);
