using Lintel.Keys;
using Lintel.Requests;
using Lintel.Stores;

namespace Lintel.Management.Usage;

/// <summary>Finds the keys that expire soon and are in use, those that end first before the others.</summary>
internal sealed class ExpiringKeys(ILintelStores stores, DateTimeOffset now)
{
    private const int PageSize = 200;

    // Among so many that nobody uses, a page ends without the rest.
    private const int MostPages = 50;

    private static readonly TimeSpan InUse = TimeSpan.FromDays(7);

    /// <summary>Finds a page of them.</summary>
    /// <param name="query">The keys that expire soon.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Page<ExpiringShape>> ReadAsync(KeyQuery query, CancellationToken cancellationToken)
    {
        var (found, after) = (new List<(ApiKey Key, KeyUse Use)>(), query.AfterExpiry);
        for (var pages = 0; pages < MostPages && after is not null && found.Count < query.Limit; pages++)
        {
            var keys = await stores.Keys.ListAsync(query with { AfterExpiry = after, Limit = PageSize }, cancellationToken);
            var uses = await stores.RequestLog.FindKeyUsesAsync([.. keys.Select(key => key.Id)], cancellationToken);
            var used = keys.Where(key => uses.TryGetValue(key.Id, out var use) && use.At >= now - InUse).Take(query.Limit - found.Count).ToArray();
            found.AddRange(used.Select(key => (key, uses[key.Id])));
            var last = found.Count == query.Limit ? found[^1].Key : keys.Count < PageSize ? null : keys[^1];
            after = last is null ? null : new ExpiryPlace(last.ExpiresAt!.Value, last.Id);
        }

        var requests = await CountAsync([.. found.Select(row => row.Key.Id)], cancellationToken);
        return new Page<ExpiringShape>(
            [.. found.Select(row => ExpiringShape.Of(row.Key, row.Use, requests.GetValueOrDefault(row.Key.Id)))],
            after is null ? null : ExpiringRequest.Text(after));
    }

    // Beside the use, which is exact: a key that is counted with others has no number of its own.
    private async Task<IReadOnlyDictionary<string, long>> CountAsync(string[] keys, CancellationToken cancellationToken)
    {
        var period = UsagePeriod.Of(now - InUse, now, UsageGrain.Day, now);
        var query = new UsageQuery
        {
            Grain = period.Grain,
            Dimension = UsageDimension.Key,
            From = period.From,
            To = period.To,
            Values = keys,
            Limit = keys.Length,
        };
        var rows = keys.Length == 0 ? [] : await stores.RequestLog.ReadUsageAsync(query, cancellationToken);
        return rows.GroupBy(row => row.Value).ToDictionary(row => row.Key, row => row.Sum(count => count.Requests));
    }
}
