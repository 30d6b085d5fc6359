using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Lintel.Pixel;

/// <summary>A pipe's filter as a query string: how it travels from the API to the warehouse.</summary>
internal static class PipeFilterQuery
{
    public static string Write(PipeFilter filter)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["from"] = filter.From.ToString(CultureInfo.InvariantCulture),
            ["to"] = filter.To.ToString(CultureInfo.InvariantCulture),
            ["limit"] = filter.Limit.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var name in PipeFilter.Names)
        {
            if (filter.Values.TryGetValue(name, out var value))
            {
                parameters[name] = value;
            }
        }

        return QueryHelpers.AddQueryString(string.Empty, parameters);
    }

    public static PipeFilter Read(IQueryCollection query)
    {
        var values = new Dictionary<string, string>();
        foreach (var name in PipeFilter.Names)
        {
            if (query.TryGetValue(name, out var value))
            {
                values[name] = value.ToString();
            }
        }

        return new PipeFilter
        {
            From = Number(query, "from", 0),
            To = Number(query, "to", long.MaxValue),
            Limit = (int)Math.Clamp(Number(query, "limit", PixelDatabase.ListLimit), 1, PixelDatabase.ListLimit),
            Values = values,
        };
    }

    private static long Number(IQueryCollection query, string name, long missing) =>
        WholeNumberText.TryParseSigned(query[name].ToString(), out var number) ? number : missing;
}
