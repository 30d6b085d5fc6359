using Lintel.AspNetCore;
using Lintel.Shared;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>
/// What stands for the vendor's dashboard and desktop agent: the operator fills an account with teams, employees, activities and screenshots.
/// </summary>
internal static class DashboardEndpoints
{
    private const string Root = "/trackpilots/accounts/{account}";

    public static void Map(RouteGroupBuilder management)
    {
        management.MapGet($"{Root}/teams", ListTeamsAsync).OfAccount(TrackpilotsModule.Api);
        management.MapPost($"{Root}/teams", AddTeamAsync).OfAccount(TrackpilotsModule.Api).Body<NewTeam>();
        management.MapGet($"{Root}/employees", ListEmployeesAsync).OfAccount(TrackpilotsModule.Api).Query<EmployeePage>();
        management.MapPost($"{Root}/employees", AddEmployeeAsync).OfAccount(TrackpilotsModule.Api).Body(EmployeeBodies.ReadNew)
            .RaisesError(Condition.StateConflict, Condition.ServerOverloaded);
        management.MapPost($"{Root}/activities", AddActivitiesAsync).OfAccount(TrackpilotsModule.Api).Body(RecordBodies.ReadActivities);
        management.MapPost($"{Root}/screenshots", AddScreenshotsAsync).OfAccount(TrackpilotsModule.Api).Body(RecordBodies.ReadScreenshots);
    }

    private static async Task<IResult> ListTeamsAsync(Resource<Account> account, TeamStore teams, CancellationToken cancellationToken) =>
        Envelope.Plain(new { Data = await teams.ListAsync(account.Value.Id, cancellationToken), Cursor = (string?)null });

    private static async Task<IResult> AddTeamAsync(Resource<Account> account, Body<NewTeam> team, TeamStore teams, CancellationToken cancellationToken) =>
        Envelope.Plain(await teams.AddAsync(account.Value.Id, team.Value.TeamName, cancellationToken), StatusCodes.Status201Created);

    private static async Task<IResult> ListEmployeesAsync(
        Resource<Account> account, Query<EmployeePage> query, EmployeeStore employees, CancellationToken cancellationToken)
    {
        var page = query.Value;
        var items = await employees.ListAsync(account.Value.Id, page.Cursor, page.Limit, cancellationToken);
        return Envelope.Plain(new { Data = items, Cursor = items.Count == page.Limit ? items[^1].UserId : null });
    }

    private static async Task<IResult> AddEmployeeAsync(
        Resource<Account> account,
        Body<NewEmployee> employee,
        ApiCall call,
        PasswordCaller caller,
        EmployeeRegistration registration,
        EmployeeStore employees,
        CancellationToken cancellationToken) =>
        await registration.AddAsync(account.Value.Id, employee.Value, caller, cancellationToken) switch
        {
            EmployeeWrite.Done done => Envelope.Plain(
                (await employees.FindAsync(account.Value.Id, [Guid.Parse(done.UserId)], cancellationToken))[0],
                StatusCodes.Status201Created),
            EmployeeWrite.Unknown unknown => new ErrorResult(EmployeeEndpoints.Faults(call, unknown.References)),
            _ => new ErrorResult(Conflict.Because("An employee with this email address already exists.")),
        };

    private static async Task<IResult> AddActivitiesAsync(
        Resource<Account> account, Body<IReadOnlyList<PostedActivity>> activities, ApiCall call, RecordStore records, CancellationToken cancellationToken) =>
        Accepted(call, activities.Value.Count, await records.AddAsync(account.Value.Id, activities.Value, cancellationToken));

    private static async Task<IResult> AddScreenshotsAsync(
        Resource<Account> account, Body<IReadOnlyList<PostedScreenshot>> screenshots, ApiCall call, RecordStore records, CancellationToken cancellationToken) =>
        Accepted(call, screenshots.Value.Count, await records.AddAsync(account.Value.Id, screenshots.Value, cancellationToken));

    private static IResult Accepted(ApiCall call, int count, IReadOnlyList<FaultyReference> faults) =>
        faults.Count > 0 ? new ErrorResult(EmployeeEndpoints.Faults(call, faults)) : Envelope.Plain(new { Accepted = count }, StatusCodes.Status201Created);
}
