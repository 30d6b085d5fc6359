using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Storage;
using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Activities;

/// <summary>What a report is about.</summary>
/// <param name="AccountId">Whose data.</param>
/// <param name="Selection">Which employees.</param>
/// <param name="Window">Which time.</param>
internal sealed record ReportQuery(string AccountId, Selection Selection, Window Window);

/// <summary>Sums over activities. Each report reads one snapshot, row by row, and keeps a few numbers for each employee or day.</summary>
internal sealed class ActivityReports(TrackpilotsDatabase database)
{
    /// <summary>Sums of each employee, by name.</summary>
    public List<WorkTotals> Totals(ReportQuery query, CancellationToken cancellationToken) =>
        Report(query, (people, activities) => people.ConvertAll(person =>
        {
            var totals = new WorkTotals(person);
            activities.ForEach(person.Number, activity => totals.Add(activity, activities.KindOf(activity)));
            return totals;
        }), cancellationToken);

    /// <summary>The sum of all employees together, and what they used.</summary>
    public WorkSummary Summary(ReportQuery query, CancellationToken cancellationToken) =>
        Report(query, (people, activities) =>
        {
            var time = default(Tally);
            var visits = new Visits();
            foreach (var person in people)
            {
                activities.ForEach(person.Number, activity =>
                {
                    time.Add(activities.KindOf(activity), activity.Seconds);
                    visits.Add(activity, activities.Applications);
                });
            }

            return new WorkSummary(time, visits, people.Count);
        }, cancellationToken);

    /// <summary>The sums of all employees together, by local day.</summary>
    public DailyTotals Days(ReportQuery query, CancellationToken cancellationToken) =>
        Report(query, (people, activities) =>
        {
            var totals = new DailyTotals(query.Window.Days());
            foreach (var person in people)
            {
                activities.ForEach(person.Number, activity => totals.Add(activity, activities.KindOf(activity)));
            }

            return totals;
        }, cancellationToken);

    /// <summary>The sums of each employee by local day, handed out one employee after the other.</summary>
    public List<T> DaysOfEach<T>(ReportQuery query, Func<Person, DailyTotals, T> select, CancellationToken cancellationToken) =>
        Report(query, (people, activities) =>
        {
            var days = query.Window.Days();
            return people.ConvertAll(person =>
            {
                var totals = new DailyTotals(days);
                activities.ForEach(person.Number, activity => totals.Add(activity, activities.KindOf(activity)));
                return select(person, totals);
            });
        }, cancellationToken);

    /// <summary>The employees of a page of the timeline.</summary>
    public List<Person> People(ReportQuery query, int skip, int take) =>
        [.. database.Read(connection => EmployeeQueries.Select(connection, query.AccountId, query.Selection)).Skip(skip).Take(take)];

    /// <summary>Reads activities in a snapshot of its own.</summary>
    public T Trace<T>(ReportQuery query, Func<ActivityQueries, T> read, CancellationToken cancellationToken) =>
        database.Read(connection =>
        {
            using var activities = new ActivityQueries(connection, query.AccountId, query.Window, cancellationToken);
            return read(activities);
        });

    private T Report<T>(ReportQuery query, Func<List<Person>, ActivityQueries, T> report, CancellationToken cancellationToken) =>
        database.Read(connection =>
        {
            var people = EmployeeQueries.Select(connection, query.AccountId, query.Selection);
            using var activities = new ActivityQueries(connection, query.AccountId, query.Window, cancellationToken);
            return report(people, activities);
        });
}

/// <summary>The sum of several employees together.</summary>
/// <param name="Time">The seconds.</param>
/// <param name="Visits">What they used.</param>
/// <param name="People">How many they are.</param>
internal sealed record WorkSummary(Tally Time, Visits Visits, int People);
