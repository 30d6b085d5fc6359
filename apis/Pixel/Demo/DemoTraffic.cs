using System.Globalization;

namespace Lintel.Pixel;

/// <summary>A website's invented visitors, and how many come on a day.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="WebsiteId">The website.</param>
/// <param name="Seed">What makes its traffic its own.</param>
/// <param name="SessionsPerDay">About how many sessions a working day has.</param>
/// <param name="VisitorPrefix">What its visitors' ids begin with.</param>
internal sealed record DemoSite(string AccountId, string WebsiteId, int Seed, int SessionsPerDay, string VisitorPrefix)
{
    public string Visitor(int number) => VisitorPrefix + number.ToString("0000", CultureInfo.InvariantCulture);
}

/// <summary>
/// Believable traffic: the same for the same day each time it is made, so that a later start adds just what has happened since.
/// </summary>
internal static class DemoTraffic
{
    private const int Visitors = 420;

    private static readonly string[] Pages =
    [
        "/", "/", "/pricing", "/features", "/blog", "/blog/how-we-brew", "/docs", "/docs/quickstart", "/about", "/contact", "/checkout", "/changelog",
    ];

    private static readonly string[] Landings =
    [
        "/", "/", "/pricing", "/blog/how-we-brew", "/docs/quickstart",
        "/?utm_source=newsletter&utm_medium=email&utm_campaign=autumn", "/pricing?utm_source=google&utm_medium=cpc&utm_campaign=brand",
    ];

    private static readonly string?[] Referrers =
    [
        null, null, null, "https://www.google.com/", "https://www.google.com/", "https://duckduckgo.com/", "https://news.ycombinator.com/item?id=1",
        "https://chatgpt.com/", "https://www.perplexity.ai/search", "https://github.com/",
    ];

    private static readonly string[] Countries = ["DE", "US", "US", "GB", "NO", "FR", "NL", "SE", "IN", "BR"];
    private static readonly string[] Languages = ["de", "en", "en", "en", "nb", "fr", "nl", "sv", "en", "pt"];
    private static readonly (string Device, string Os, string Browser)[] Devices =
    [
        ("desktop", "Windows", "Chrome"), ("desktop", "macOS", "Safari"), ("mobile", "iOS", "Safari"), ("mobile", "Android", "Chrome"),
        ("desktop", "Linux", "Firefox"), ("tablet", "iPadOS", "Safari"),
    ];

    // Of 24 hours, how lively each is.
    private static readonly int[] Hours = [1, 1, 1, 1, 1, 2, 3, 5, 8, 10, 11, 10, 8, 9, 10, 10, 9, 8, 7, 6, 5, 4, 3, 2];

    /// <summary>All events of a day, by time; the first visitor comes every day.</summary>
    public static IReadOnlyList<EventRow> OfDay(DemoSite site, DateOnly day)
    {
        var random = new Random(HashCode(site.Seed, day.DayNumber));
        var isWeekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var sessions = (int)(site.SessionsPerDay * (isWeekend ? 0.6 : 1.0) * (0.85 + (random.NextDouble() * 0.3)));
        var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var visits = new List<Step>();
        for (var session = 0; session <= sessions; session++)
        {
            // Squared, so that few visitors come often and many once.
            var draw = random.NextDouble();
            var visitor = session == 0 ? 1 : 1 + (int)(draw * draw * Visitors);
            AddSession(visits, random, visitor, session, midnight + StartOf(random));
        }

        visits.Sort((left, right) => left.At.CompareTo(right.At));
        var rows = new List<EventRow>(visits.Count);
        foreach (var visit in visits)
        {
            rows.Add(Row(site, $"demo-{day.DayNumber}-{rows.Count}", $"s_{day.DayNumber}_{visit.Session}", visit));
        }

        return rows;
    }

    /// <summary>A few pageviews of the last minutes, so that the realtime report is not empty right after a start.</summary>
    public static IEnumerable<EventRow> OfNow(DemoSite site, DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        for (var i = 0; i < 7; i++)
        {
            var visit = new Step(1 + (i * 13), 0, now.AddSeconds(-20 - (i * 30)), EventBody.Pageview, Pages[(int)((minute + i) % Pages.Length)], Referrers[i]);
            yield return Row(site, $"live-{minute}-{i}", $"s_live_{minute}_{i}", visit);
        }
    }

    private static void AddSession(List<Step> visits, Random random, int visitor, int session, DateTimeOffset start)
    {
        var at = start;
        var path = Pick(random, Landings);
        var referrer = path.Contains('?', StringComparison.Ordinal) ? null : Pick(random, Referrers);
        var pages = 1 + (int)(random.NextDouble() * random.NextDouble() * 7);
        for (var page = 0; page < pages; page++)
        {
            visits.Add(new Step(visitor, session, at, EventBody.Pageview, path, page == 0 ? referrer : null));
            if (path.StartsWith("/pricing", StringComparison.Ordinal) && random.Next(4) == 0)
            {
                visits.Add(new Step(visitor, session, at.AddSeconds(9), EventBody.Custom, path, null) { Goal = "signup" });
            }

            if (path == "/checkout" && random.Next(2) == 0)
            {
                visits.Add(
                    new Step(visitor, session, at.AddSeconds(31), EventBody.Payment, path, null) { Value = Pick(random, 1900, 1900, 4900, 9900, 29900) });
            }

            at = at.AddSeconds(random.Next(15, 240));
            path = Pick(random, Pages);
        }

        if (random.Next(12) == 0)
        {
            visits.Add(new Step(visitor, session, at, EventBody.Custom, path, null) { Goal = "newsletter" });
        }
    }

    private static EventRow Row(DemoSite site, string eventId, string sessionId, Step visit)
    {
        var person = HashCode(site.Seed, visit.Visitor);
        var (device, os, browser) = Devices[person % Devices.Length];
        var country = person / 7 % Countries.Length;
        var at = visit.At.ToUnixTimeMilliseconds();
        return EventRow.From(site.AccountId, new WarehouseEvent
        {
            EventId = eventId,
            WebsiteId = site.WebsiteId,
            Name = visit.Name,
            VisitorId = site.Visitor(visit.Visitor),
            SessionId = $"{sessionId}_{visit.Visitor}",
            Path = visit.Path,
            Referrer = visit.Referrer,
            GoalName = visit.Goal,
            Value = visit.Value / 100m,
            Currency = visit.Value is null ? null : "EUR",
            At = at,
        }, at) with
        { Country = Countries[country], Language = Languages[country], Device = device, Os = os, Browser = browser };
    }

    private static TimeSpan StartOf(Random random)
    {
        var draw = random.Next(Hours.Sum());
        var hour = 0;
        while (draw >= Hours[hour])
        {
            draw -= Hours[hour++];
        }

        return new TimeSpan(hour, random.Next(60), random.Next(60));
    }

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int left, int right) => (int)(((uint)left * 2654435761u) ^ ((uint)right * 2246822519u) >> 3) & int.MaxValue;

    private sealed record Step(int Visitor, int Session, DateTimeOffset At, string Name, string Path, string? Referrer)
    {
        public string? Goal { get; init; }

        public decimal? Value { get; init; }
    }
}
