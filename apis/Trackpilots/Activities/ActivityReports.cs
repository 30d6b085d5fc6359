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
    public Task<List<WorkTotals>> TotalsAsync(ReportQuery query, CancellationToken cancellationToken) =>
        ReportAsync(
            query,
            async (people, activities) =>
            {
                var all = new List<WorkTotals>(people.Count);
                foreach (var person in people)
                {
                    var totals = new WorkTotals(person);
                    await activities.ForEachAsync(person.Number, activity => totals.Add(activity, activities.KindOf(activity)));
                    all.Add(totals);
                }

                return all;
            },
            cancellationToken);

    /// <summary>The sum of all employees together, and what they used.</summary>
    public Task<WorkSummary> SummaryAsync(ReportQuery query, CancellationToken cancellationToken) =>
        ReportAsync(
            query,
            async (people, activities) =>
            {
                var time = default(Tally);
                var visits = new Visits();
                foreach (var person in people)
                {
                    await activities.ForEachAsync(
                        person.Number,
                        activity =>
                        {
                            time.Add(activities.KindOf(activity), activity.Seconds);
                            visits.Add(activity, activities.Applications);
                        });
                }

                return new WorkSummary(time, visits, people.Count);
            },
            cancellationToken);

    /// <summary>The sums of all employees together, by local day.</summary>
    public Task<DailyTotals> DaysAsync(ReportQuery query, CancellationToken cancellationToken) =>
        ReportAsync(
            query,
            async (people, activities) =>
            {
                var totals = new DailyTotals(query.Window.Days());
                foreach (var person in people)
                {
                    await activities.ForEachAsync(person.Number, activity => totals.Add(activity, activities.KindOf(activity)));
                }

                return totals;
            },
            cancellationToken);

    /// <summary>The sums of each employee by local day, handed out one employee after the other.</summary>
    public Task<List<T>> DaysOfEachAsync<T>(ReportQuery query, Func<Person, DailyTotals, T> select, CancellationToken cancellationToken) =>
        ReportAsync(
            query,
            async (people, activities) =>
            {
                var days = query.Window.Days();
                var all = new List<T>(people.Count);
                foreach (var person in people)
                {
                    var totals = new DailyTotals(days);
                    await activities.ForEachAsync(person.Number, activity => totals.Add(activity, activities.KindOf(activity)));
                    all.Add(select(person, totals));
                }

                return all;
            },
            cancellationToken);

    /// <summary>The employees of a page of the timeline.</summary>
    public async Task<List<Person>> PeopleAsync(ReportQuery query, int skip, int take, CancellationToken cancellationToken)
    {
        var people = await database.ReadAsync(connection => EmployeeQueries.SelectAsync(connection, query.AccountId, query.Selection), cancellationToken);
        return [.. people.Skip(skip).Take(take)];
    }

    /// <summary>Reads activities in a snapshot of its own.</summary>
    public Task<T> TraceAsync<T>(ReportQuery query, Func<ActivityQueries, Task<T>> read, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                await using var activities = await ActivityQueries.OpenAsync(connection, query.AccountId, query.Window, cancellationToken);
                return await read(activities);
            },
            cancellationToken);

    private Task<T> ReportAsync<T>(ReportQuery query, Func<List<Person>, ActivityQueries, Task<T>> report, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var people = await EmployeeQueries.SelectAsync(connection, query.AccountId, query.Selection);
                await using var activities = await ActivityQueries.OpenAsync(connection, query.AccountId, query.Window, cancellationToken);
                return await report(people, activities);
            },
            cancellationToken);
}

/// <summary>The sum of several employees together.</summary>
/// <param name="Time">The seconds.</param>
/// <param name="Visits">What they used.</param>
/// <param name="People">How many they are.</param>
internal sealed record WorkSummary(Tally Time, Visits Visits, int People);
