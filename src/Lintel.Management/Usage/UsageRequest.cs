using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.Management.Usage;

/// <summary>Usage that is asked for.</summary>
/// <param name="By">The word of what is counted by.</param>
/// <param name="Query">The counts.</param>
internal sealed record UsageRequest(string By, UsageQuery Query)
{
    /// <summary>The counts of all that the pairs which are read belong to, to tell how much is not among them; null where no pairs are listed.</summary>
    public UsageQuery? Total { get; init; }

    /// <summary>The value that is asked for alone; null for several.</summary>
    public string? Value { get; init; }

    public const int MostValues = 200;
    public const int MostOfSeries = 20;
    public const int MostPoints = 1_500;

    private const string ByApi = "api";
    private const string ByCode = "code";
    private const string Refused = "refused";

    private static readonly TimeSpan Default = TimeSpan.FromHours(24);

    // An hour may have 500 keys: who has the most in a week would be found among 84,000 rows.
    private static readonly TimeSpan LongestTopOfHours = TimeSpan.FromDays(2);

    private static readonly Dictionary<string, UsageDimension> Dimensions = new()
    {
        [ByApi] = UsageDimension.Code,
        [ByCode] = UsageDimension.Code,
        ["account"] = UsageDimension.Account,
        ["key"] = UsageDimension.Key,
        ["operation"] = UsageDimension.Operation,
        ["address"] = UsageDimension.Address,
    };

    private static readonly string[] Grains = [.. UsageGrains.All.Select(grain => grain.ToString().ToLowerInvariant())];

    /// <summary>Reads the query of <c>GET /usage</c>.</summary>
    public static UsageRequest Read(FieldReader fields)
    {
        var by = fields.OneOf("by", [.. Dimensions.Keys]) ?? ByCode;
        var bucket = fields.OneOf("bucket", Grains) is { } word ? (UsageGrain)Array.IndexOf(Grains, word) : (UsageGrain?)null;
        var period = Period(fields, bucket);
        if (bucket is not null && period.Points > MostPoints)
        {
            fields.Fault("bucket", "is too short for the time between 'from' and 'to', which has more than 1,500 of them");
        }

        var query = Of(fields, Dimensions[by], period) with
        {
            IsByApi = by == ByApi,
            IsSeries = bucket is not null,
            Limit = bucket is null ? Limit(fields, MostValues, 50) : Limit(fields, MostOfSeries, 10),
        };
        return UsageFilters.Apply(fields, new UsageRequest(by, query), by == ByApi ? null : Dimensions[by], fields.Text("value", max: 256));
    }

    /// <summary>Reads the query of <c>GET /usage/top</c>.</summary>
    public static UsageRequest ReadTop(FieldReader fields)
    {
        var by = fields.OneOf("of", [.. Dimensions.Keys.Where(word => word != ByApi)], required: true) ?? ByCode;
        var query = Of(fields, Dimensions[by], Period(fields, grain: null, LongestTopOfHours)) with
        {
            IsByErrors = fields.OneOf("where", [Refused]) is not null,
            Limit = Limit(fields, MostValues, 10),
        };
        return UsageFilters.Apply(fields, new UsageRequest(by, query), Dimensions[by], value: null);
    }

    /// <summary>Reads the query of <c>GET /usage/impatient</c>.</summary>
    public static UsageRequest ReadImpatient(FieldReader fields) => new(
        ByCode, Of(fields, UsageDimension.Impatient, Period(fields, grain: null)) with { Limit = Limit(fields, MostValues, 10) });

    private static UsageQuery Of(FieldReader fields, UsageDimension dimension, UsagePeriod period) => new()
    {
        Grain = period.Grain,
        Dimension = dimension,
        From = period.From,
        To = period.To,
        Api = fields.Text("api", max: 100),
    };

    private static int Limit(FieldReader fields, int most, int otherwise) => (int)(fields.Integer("limit", min: 1, max: most) ?? otherwise);

    private static UsagePeriod Period(FieldReader fields, UsageGrain? grain, TimeSpan? longestOfHours = null)
    {
        var now = fields.Call.StartedAt;

        // With this very moment.
        var to = fields.Timestamp("to") ?? now.AddTicks(1);
        var from = fields.Timestamp("from") ?? to.AddTicks(-Math.Min(Default.Ticks, to.UtcTicks));
        if (from > to)
        {
            fields.Fault("from", "must not be after 'to'");
            from = to;
        }

        return UsagePeriod.Of(from, to, grain ?? (to - from > longestOfHours ? UsageGrain.Day : null), now);
    }
}
