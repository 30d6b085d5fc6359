using System.Text.Json.Nodes;
using Lintel.Management.Demo;

namespace Lintel.Shared;

/// <summary>Makes the accounts and keys of an API's demo data true, all at once.</summary>
public static class DemoKeysExtensions
{
    /// <summary>Makes sure of accounts.</summary>
    public static async Task EnsureAsync(this DemoKeys keys, IReadOnlyList<DemoAccount> accounts, CancellationToken cancellationToken)
    {
        foreach (var account in accounts)
        {
            await keys.EnsureAsync(account, cancellationToken);
        }
    }

    /// <summary>Makes sure of keys.</summary>
    /// <returns>What callers send, by the keys' names: the member <c>keys</c> of <c>demo.json</c>.</returns>
    public static async Task<JsonObject> EnsureAsync(this DemoKeys keys, IReadOnlyList<DemoKey> wanted, CancellationToken cancellationToken)
    {
        var texts = new JsonObject();
        foreach (var key in wanted)
        {
            texts[key.Name] = await keys.EnsureAsync(key, cancellationToken);
        }

        return texts;
    }
}
