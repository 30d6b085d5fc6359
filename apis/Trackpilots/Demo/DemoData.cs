using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Lintel.Management.Demo;
using Lintel.Shared;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Organisations;
using Lintel.Trackpilots.Storage;
using Lintel.Trackpilots.Teams;
using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Demo;

/// <summary>The demo organisation and the accounts in every state of plan.</summary>
internal sealed class DemoData(TrackpilotsDatabase database, TimeProvider clock)
{
    private const int Weeks = 6;
    private const long PresenceSeconds = 40 * 60;

    // No text hashes to it, so that nobody can log in as a demo person.
    private const string NoPassword = "!";

    private static readonly DemoAccount[] Accounts =
    [
        new(DemoPeople.AccountId, TrackpilotsModule.Api, "Brightfell", "starter"),
        Lapsed("expiredPlan", "starter", "expired"),
        Lapsed("basicPlan", "basic", "active"),
        Lapsed("paymentFailed", "starter", "payment_failed"),
        Lapsed("pendingPlan", "starter", "pending"),
        Lapsed("cancelledPlan", "starter", "cancelled"),
    ];

    private static readonly DemoKey[] Keys =
    [
        new("active", DemoPeople.AccountId),
        new("inactive", DemoPeople.AccountId) { State = KeyState.Disabled },
        new("deleted", DemoPeople.AccountId) { State = KeyState.Deleted },
        new("expiredPlan", IdOf("expiredPlan")),
        new("basicPlan", IdOf("basicPlan")),
        new("paymentFailed", IdOf("paymentFailed")),
        new("pendingPlan", IdOf("pendingPlan")),
        new("cancelledPlan", IdOf("cancelledPlan")),
    ];

    /// <summary>Fills what is empty, appends what is missing, and makes accounts and keys true.</summary>
    public async Task<JsonObject> SeedAsync(DemoKeys keys, CancellationToken cancellationToken)
    {
        await keys.EnsureAsync(Accounts, cancellationToken);
        await database.WriteAsync(FillAsync, cancellationToken);
        return new JsonObject
        {
            ["base"] = "/trackpilots/v1",
            ["keys"] = await keys.EnsureAsync(Keys, cancellationToken),
            ["ids"] = new JsonObject { ["user"] = DemoPeople.All[0].Id.ToString(), ["team"] = DemoPeople.Teams[0].Id.ToString() },
        };
    }

    // An account that the plan's guard refuses, under the name of its key.
    private static DemoAccount Lapsed(string key, string plan, string subscription) =>
        new(IdOf(key), TrackpilotsModule.Api, $"Brightfell ({plan}, {subscription})", plan, subscription);

    private static string IdOf(string key) => $"acct_{TrackpilotsModule.Api}_{key}";

    private async Task<int> FillAsync(DbConnection connection)
    {
        await OrganisationStore.EnsureAsync(connection, DemoPeople.AccountId, name => DemoPeople.IdOf("role " + name).ToString());
        var numbers = await LoadNumbersAsync(connection);
        if (numbers.Count == 0)
        {
            await AddPeopleAsync(connection);
            numbers = await LoadNumbersAsync(connection);
        }

        var zone = new LocalClock(TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Oslo", out var oslo) ? oslo : TimeZoneInfo.Utc);
        await using var writer = new RecordWriter(connection, DemoPeople.AccountId);
        for (var place = 0; place < DemoPeople.All.Count; place++)
        {
            if (numbers.TryGetValue(DemoPeople.All[place].Id.ToString(), out var number))
            {
                await AppendAsync(connection, writer, place, number, zone);
            }
        }

        return numbers.Count;
    }

    private async Task AppendAsync(DbConnection connection, RecordWriter writer, int place, long number, LocalClock zone)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var today = zone.DateAt(now);
        var known = await connection.ExecuteScalarAsync<long?>(
            "SELECT ends_at FROM activities WHERE account_id = @AccountId AND employee = @number ORDER BY starts_at DESC LIMIT 1", new
            {
                DemoPeople.AccountId,
                number
            }) ?? 0;
        var newest = known;
        var first = today.AddDays(-7 * Weeks);
        for (var date = Later(first, zone.DateAt(known).AddDays(-1)); date <= today; date = date.AddDays(1))
        {
            foreach (var activity in DemoDay.Of(DemoPeople.All[place], place, date, zone))
            {
                if (activity.StartsAt >= known && activity.StartsAt < now)
                {
                    await AddAsync(writer, number, activity, now);
                    newest = Math.Min(activity.EndsAt, now);
                }
            }
        }

        if (place == 0 && newest < now)
        {
            await AddPresenceAsync(writer, number, Math.Max(newest, now - PresenceSeconds), now);
        }
    }

    // Whatever the hour or the day of the week, one person is at work, so that "today" is never empty.
    private static async Task AddPresenceAsync(RecordWriter writer, long number, long from, long now)
    {
        var application = DemoApplications.OfTeam[DemoPeople.All[0].Team.Name][0];
        var activity = new DemoActivity(from, now, application, application.Titles[0], Idle: false, ScreenshotAt: from + ((now - from) / 2));
        await AddAsync(writer, number, activity, now);
    }

    // What would go on after this moment is cut: the person is at it just now.
    private static async Task AddAsync(RecordWriter writer, long number, DemoActivity activity, long now)
    {
        var application = await writer.NumberOfAsync(activity.Application.Application);
        await writer.AddAsync(number, new Activity(activity.StartsAt, Math.Min(activity.EndsAt, now), application, activity.Idle), activity.Title);
        if (activity.ScreenshotAt is { } moment && moment < now)
        {
            var domain = activity.Application.Application.Domain;
            var file = $"{number}-{moment}.webp";
            await writer.AddAsync(number, new ScreenshotRecord(
                moment * 1000,
                application,
                domain.Length == 0 ? string.Empty : $"https://{domain}/",
                $"https://media.brightfell.example/thumbnails/{file}",
                $"https://media.brightfell.example/images/{file}",
                activity.Idle));
        }
    }

    private static async Task AddPeopleAsync(DbConnection connection)
    {
        foreach (var team in DemoPeople.Teams)
        {
            await TeamStore.InsertAsync(connection, DemoPeople.AccountId, new TeamReference(team.Id.ToString(), team.Name));
        }

        var roles = (await connection
            .QueryAsync<(string Name, string Id)>("SELECT name, role_id FROM roles WHERE account_id = @AccountId", new { DemoPeople.AccountId }))
            .ToDictionary(role => role.Name, role => Guid.Parse(role.Id));
        foreach (var person in DemoPeople.All)
        {
            var details = new EmployeeDetails(person.Name, roles[person.Role], [person.Team.Id], person.WorkMode);
            var row = new EmployeeRow(DemoPeople.AccountId, person.Id.ToString(), details, DemoPeople.MailOf(person), NoPassword, null);
            await EmployeeStore.InsertAsync(connection, row);
        }
    }

    private static async Task<Dictionary<string, long>> LoadNumbersAsync(DbConnection connection) => (await connection
        .QueryAsync<(string UserId, long Number)>("SELECT user_id, number FROM employees WHERE account_id = @AccountId", new { DemoPeople.AccountId }))
        .ToDictionary(row => row.UserId, row => row.Number);

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
