using Lintel.Management.Limits;
using Lintel.Management.Usage;

namespace Lintel.Console;

/// <summary>The limits that are used up soonest, among the accounts and keys with the most requests of the last hour.</summary>
internal static class CloseLimits
{
    private const string MostRecords = "5";
    private const int MostLimits = 8;
    private const int Half = 2;

    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    /// <summary>Looks at the limits of a few accounts and keys. What the operator may not see is left out.</summary>
    public static async Task<IReadOnlyList<LimitShape>> FindAsync(ConsoleCall call)
    {
        var found = new Dictionary<(string Api, string Policy, string Counter), LimitShape>();
        foreach (var kind in (string[])[LimitRecord.Account, LimitRecord.Key])
        {
            foreach (var id in await BusiestAsync(call, kind))
            {
                // One that was removed meanwhile is not there.
                var reply = await call.GetAsync(new LimitRecord(kind, id).Path);
                foreach (var limit in reply.IsRefused ? [] : reply.Read<LimitsShape>().Data)
                {
                    found[(limit.Api, limit.Policy, limit.Counter)] = limit;
                }
            }
        }

        return [.. found.Values.Where(limit => limit.Used * (long)Half >= limit.Limit).OrderByDescending(LimitUse.ShareOf).Take(MostLimits)];
    }

    private static async Task<IEnumerable<string>> BusiestAsync(ConsoleCall call, string kind)
    {
        var from = (call.Now - Recently).UtcDateTime.ToString("O");
        var reply = await call.GetAsync("/usage/top", ("of", kind), ("from", from), ("limit", MostRecords));
        var prefix = kind == LimitRecord.Key ? "key_" : "acct_";
        return reply.IsRefused
            ? []
            : reply.Read<UsageShape>().Data.Select(row => row.Value).OfType<string>().Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).Distinct();
    }
}

/// <summary>The use of a limit as it is drawn.</summary>
internal static class LimitUse
{
    private const double Close = 0.9;
    private const double High = 0.7;

    /// <summary>The width of the picture.</summary>
    public const int Width = 100;

    /// <summary>The height of the picture.</summary>
    public const int Height = 8;

    /// <summary>The part of a limit that is used, from 0 to 1.</summary>
    public static double ShareOf(LimitShape limit) => limit.Limit < 1 ? 1 : Math.Min(1, (double)limit.Used / limit.Limit);

    /// <summary>The word for the color of a bar.</summary>
    public static string KindOf(LimitShape limit) => ShareOf(limit) switch { >= Close => "server", >= High => "request", _ => "good" };
}

/// <summary>The limits that are used up soonest.</summary>
internal sealed record CloseLimitsModel(ConsoleCall Call, IReadOnlyList<LimitShape> Limits, RecordNames Names);
