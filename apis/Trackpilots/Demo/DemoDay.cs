using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Demo;

/// <summary>A stretch of a demo person's day.</summary>
internal readonly record struct DemoActivity(long StartsAt, long EndsAt, DemoApplication Application, string Title, bool Idle, long? ScreenshotAt);

/// <summary>Makes up a person's working day. The same person and date give the same day on every start, so that days can be appended later.</summary>
internal static class DemoDay
{
    private const int Minute = 60;

    public static IEnumerable<DemoActivity> Of(DemoPerson person, int place, DateOnly date, LocalClock clock)
    {
        var random = new Random((place * 1_000_003) + date.DayNumber);
        if (!Works(person, date, random))
        {
            yield break;
        }

        var start = clock.FirstMomentOf(date.ToDateTime(TimeOnly.MinValue).AddMinutes(person.StartsAt)) + random.Next(-15 * Minute, 25 * Minute);
        var lunch = start + random.Next(210 * Minute, 250 * Minute);
        var end = start + random.Next(470 * Minute, 540 * Minute);
        var hadLunch = false;
        var own = DemoApplications.OfTeam[person.Team.Name];
        for (var now = start; now < end;)
        {
            if (!hadLunch && now >= lunch)
            {
                hadLunch = true;
                now += random.Next(25 * Minute, 50 * Minute);
            }

            var application = Pick(random.Next(100) < 68 ? own : DemoApplications.Common, random);
            var title = Pick(application.Titles, random);
            var until = now + random.Next(8 * Minute, 52 * Minute);
            yield return new DemoActivity(now, until, application, title, Idle: false, ScreenshotIn(now, until, random));
            now = until;
            if (random.Next(100) < 28)
            {
                until = now + random.Next(3 * Minute, 16 * Minute);
                yield return new DemoActivity(now, until, application, title, Idle: true, ScreenshotIn(now, until, random));
                now = until;
            }
        }
    }

    private static bool Works(DemoPerson person, DateOnly date, Random random)
    {
        var isAway = random.Next(100) < 5;
        var isWeekend = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        return !isAway && (!isWeekend || person.WorksWeekends);
    }

    private static long? ScreenshotIn(long from, long to, Random random) => random.Next(100) < 40 ? random.NextInt64(from, to) : null;

    private static T Pick<T>(IReadOnlyList<T> items, Random random) => items[random.Next(items.Count)];
}
