using System.Collections.Concurrent;

namespace Lintel.AspNetCore;

/// <summary>Counts the requests that shadow mode would have refused since the start, by API.</summary>
internal sealed class ShadowCounts
{
    private readonly ConcurrentDictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>The number for an API; 0 where it has refused nothing, or is not in shadow mode.</summary>
    /// <param name="api">The API's name.</param>
    public long Of(string api) => _refused.GetValueOrDefault(api);

    internal void Add(string api) => _refused.AddOrUpdate(api, 1, (_, count) => count + 1);
}
