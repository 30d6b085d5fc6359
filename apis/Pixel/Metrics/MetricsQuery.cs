using System.Globalization;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>What a metrics request asks for.</summary>
/// <param name="WebsiteId">One website; null for all of the workspace.</param>
/// <param name="Filter">Time and filters.</param>
internal sealed record MetricsQuery(string? WebsiteId, PipeFilter Filter)
{
    private const int MaximumValueLength = 2048;

    private static readonly string[] Known = ["website_id", "from", "to", .. PipeFilter.Names];

    /// <summary>
    /// Reads the query string. A blank value counts as not sent, and faults have a code of their own: neither can be said of a type that the stage
    /// <c>body</c> reads.
    /// </summary>
    public static Outcome<MetricsQuery> Read(ApiCall call)
    {
        var reader = new Reader(call);
        var from = reader.Day("from");
        var to = reader.Day("to");
        if (from > to)
        {
            reader.Fault("to", "Date must not be before 'from'");
        }

        var values = new Dictionary<string, string>();
        foreach (var name in PipeFilter.Names)
        {
            if (reader.Text(name) is { } value)
            {
                values[name] = value;
            }
        }

        var website = reader.Text("website_id");
        reader.Faults.AddRange(QueryParameters.ListUnknown(call, Known));
        if (reader.Faults.Count > 0)
        {
            return Refusal.WithCode(QueryParameters.Code).WithFaults(reader.Faults);
        }

        return new MetricsQuery(website, new PipeFilter
        {
            From = from is { } first ? Midnight(first) : 0,
            To = to is { } last && last < DateOnly.MaxValue ? Midnight(last.AddDays(1)) : long.MaxValue,
            Values = values,
        });
    }

    private static long Midnight(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();

    private sealed class Reader(ApiCall call)
    {
        public List<FieldFault> Faults { get; } = [];

        public void Fault(string name, string problem) => Faults.Add(call.Fault(name, problem, FieldLocation.Query));

        public string? Text(string name)
        {
            var sent = call.Http.Request.Query[name];
            var problem = sent switch
            {
                { Count: > 1 } => "Expected one value, received several",
                [{ Length: > MaximumValueLength }] => $"String must contain at most {MaximumValueLength} character(s)",
                _ => null,
            };
            if (problem is not null)
            {
                Fault(name, problem);
                return null;
            }

            return sent is [{ Length: > 0 } value] ? value : null;
        }

        public DateOnly? Day(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            Fault(name, "Invalid date. Expected YYYY-MM-DD");
            return null;
        }
    }
}
