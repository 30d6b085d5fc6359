using FsCheck;
using FsCheck.Fluent;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Time;

namespace Lintel.Tests.Trackpilots;

public sealed class TallyTests
{
    private static readonly string[] Zones = ["Europe/Oslo", "America/New_York", "Africa/Cairo", "UTC"];

    [Fact]
    public void Sums_hold_their_invariants_and_days_add_up_to_the_whole()
    {
        var samples = Sequences().SelectMany(sequence => Gen.Elements(Zones).Select(zone => (Zone: zone, Sequence: sequence)));

        Prop.ForAll(samples.ToArbitrary(), sample =>
        {
            // Around the night in which Oslo's clocks go back; in the other zones it is a night like others.
            var from = Organisation.At("2026-10-22T00:00:00Z");
            var activities = Lay(from, sample.Sequence);
            var window = new Window(Organisation.Zone(sample.Zone), from, Math.Max(from + 1, activities.Count == 0 ? 0 : activities[^1].Activity.EndsAt));
            var whole = default(Tally);
            var days = new DailyTotals(window.Days());
            foreach (var (activity, kind) in activities)
            {
                whole.Add(kind, activity.Seconds);
                days.Add(activity, kind);
            }

            var overall = OverallSummary.Of(days);
            return Holds(whole)
                && Enumerable.Range(0, days.Days.Length).All(day => Holds(days.TimeOf(day)) && days.TimeOf(day).Total <= LengthOf(days, day))
                && overall.TotalTimeSpendSeconds == activities.Sum(item => item.Activity.Seconds)
                && overall.TotalTimeSpendSeconds == overall.TotalActiveTimeSpendSeconds + overall.TotalIdleTimeSpendSeconds
                && overall.TotalActiveTimeSpendSeconds
                    == overall.TotalProductiveTimeSpendSeconds + overall.TotalNeutralTimeSpendSeconds + overall.TotalUnproductiveTimeSpendSeconds
                && overall.TotalIdleTimeSpendSeconds == whole.Idle
                && overall.TotalProductiveTimeSpendSeconds == whole.Productive;
        }).QuickCheckThrowOnFailure();
    }

    private static bool Holds(Tally time) =>
        time.Total == time.Active + time.Idle && time.Active == time.Productive + time.Neutral + time.Unproductive;

    private static long LengthOf(DailyTotals days, int day) => days.Days[day].EndsAt - days.Days[day].StartsAt;

    private static Gen<List<(int Pause, int Length, TimeKind Kind)>> Sequences() =>
        Gen.Choose(0, 20_000)
            .SelectMany(
                pause => Gen.Choose(1, 86_400).SelectMany(
                    length => Gen.Elements(Enum.GetValues<TimeKind>()).Select(kind => (Pause: pause, Length: length, Kind: kind))))
            .ListOf()
            .Select(list => list.ToList());

    private static List<(Activity Activity, TimeKind Kind)> Lay(long from, List<(int Pause, int Length, TimeKind Kind)> sequence)
    {
        var laid = new List<(Activity, TimeKind)>();
        foreach (var (pause, length, kind) in sequence)
        {
            var start = from + pause;
            from = start + length;
            laid.Add((new Activity(start, from, 1, kind == TimeKind.Idle), kind));
        }

        return laid;
    }
}
