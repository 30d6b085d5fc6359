using System.Text.Json;

namespace Lintel.Bench.Servers;

/// <summary>The keys that a server answers to, one for each case.</summary>
/// <param name="Good">Keys that are admitted, 10,000 or all where there are fewer; the first is the hot one.</param>
/// <param name="Bad">A key in the right form that nobody has.</param>
/// <param name="NoScope">A key without the scope.</param>
/// <param name="OverLimit">A key of an account whose limit is one request.</param>
internal sealed record BenchKeys(IReadOnlyList<string> Good, string Bad, string NoScope, string OverLimit)
{
    public const int Count = 10_000;
    public const int KeysOfAnAccount = 10;

    private const string FileName = "keys.json";

    /// <summary>The keys that an earlier process made in this folder; null where there was none.</summary>
    public static async Task<BenchKeys?> ReadAsync(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? JsonSerializer.Deserialize<BenchKeys>(await File.ReadAllTextAsync(file)) : null;
    }

    public async Task WriteAsync(string folder)
    {
        // Moved into place: whoever waits for the file must not read half of it.
        var draft = Path.Combine(folder, "keys.draft");
        await File.WriteAllTextAsync(draft, JsonSerializer.Serialize(this));
        File.Move(draft, Path.Combine(folder, FileName), overwrite: true);
    }
}

/// <summary>What a key may do, for the variants that keep their keys in memory.</summary>
/// <param name="Account">The account.</param>
/// <param name="Scopes">The scopes.</param>
/// <param name="Allow">Requests of the account in a day.</param>
internal sealed record Grant(string Account, string[] Scopes, int Allow);
