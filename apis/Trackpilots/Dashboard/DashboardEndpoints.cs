using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Management;
using Lintel.Shared;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Roles;
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
        var dashboard = management.MapGroup(string.Empty).WithTags("Dashboard of trackpilots");
        MapTeams(dashboard);
        MapEmployees(dashboard);
        dashboard.MapPost($"{Root}/activities", AddActivitiesAsync)
            .WithName("trackpilots.dashboard.activities.add")
            .WithSummary("Adds activities of an account's employees")
            .Accepts<ActivityBatchDocument>("application/json")
            .Produces<AcceptedRecords>(StatusCodes.Status201Created)
            .OfAccount(TrackpilotsModule.Api)
            .Body(RecordBodies.ReadActivities);
        dashboard.MapPost($"{Root}/screenshots", AddScreenshotsAsync)
            .WithName("trackpilots.dashboard.screenshots.add")
            .WithSummary("Adds screenshots of an account's employees")
            .Accepts<ScreenshotBatchDocument>("application/json")
            .Produces<AcceptedRecords>(StatusCodes.Status201Created)
            .OfAccount(TrackpilotsModule.Api)
            .Body(RecordBodies.ReadScreenshots);
    }

    private static void MapTeams(RouteGroupBuilder dashboard)
    {
        dashboard.MapGet($"{Root}/teams", ListTeamsAsync)
            .WithName("trackpilots.dashboard.teams.list")
            .WithSummary("Lists the teams of an account")
            .WithDescription("All, on one page.")
            .Produces<DashboardPage<TeamReference>>()
            .OfAccount(TrackpilotsModule.Api, AccountOperations.ReadScope);
        dashboard.MapPost($"{Root}/teams", AddTeamAsync)
            .WithName("trackpilots.dashboard.teams.add")
            .WithSummary("Adds a team to an account")
            .Produces<TeamReference>(StatusCodes.Status201Created)
            .OfAccount(TrackpilotsModule.Api)
            .Body<NewTeam>();
    }

    private static void MapEmployees(RouteGroupBuilder dashboard)
    {
        dashboard.MapGet($"{Root}/roles", ListRolesAsync)
            .WithName("trackpilots.dashboard.roles.list")
            .WithSummary("Lists the access roles of an account")
            .WithDescription("All, on one page.")
            .Produces<DashboardPage<Role>>()
            .OfAccount(TrackpilotsModule.Api, AccountOperations.ReadScope);
        dashboard.MapGet($"{Root}/employees", ListEmployeesAsync)
            .WithName("trackpilots.dashboard.employees.list")
            .WithSummary("Lists the employees of an account")
            .Produces<DashboardPage<Employee>>()
            .OfAccount(TrackpilotsModule.Api, AccountOperations.ReadScope)
            .Query<EmployeePage>();
        dashboard.MapPost($"{Root}/employees", AddEmployeeAsync)
            .WithName("trackpilots.dashboard.employees.add")
            .WithSummary("Adds an employee to an account")
            .Accepts<NewEmployeeDocument>("application/json")
            .Produces<Employee>(StatusCodes.Status201Created)
            .OfAccount(TrackpilotsModule.Api)
            .Body(EmployeeBodies.ReadNew)
            .RaisesError(Condition.StateConflict, Condition.ServerOverloaded);
    }

    private static async Task<IResult> ListTeamsAsync(Resource<Account> account, TeamStore teams, CancellationToken cancellationToken) =>
        Envelope.Plain(new DashboardPage<TeamReference>(await teams.ListAsync(account.Value.Id, cancellationToken), Cursor: null));

    private static async Task<IResult> AddTeamAsync(
        Resource<Account> account, Body<NewTeam> team, TeamStore teams, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("teamName", null, team.Value.TeamName);
        return Envelope.Plain(await teams.AddAsync(account.Value.Id, team.Value.TeamName, cancellationToken), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListRolesAsync(Resource<Account> account, RoleStore roles, CancellationToken cancellationToken) =>
        Envelope.Plain(new DashboardPage<Role>(await roles.ListAsync(account.Value.Id, cancellationToken), Cursor: null));

    private static async Task<IResult> ListEmployeesAsync(
        Resource<Account> account, Query<EmployeePage> query, EmployeeStore employees, CancellationToken cancellationToken)
    {
        var page = query.Value;
        var items = await employees.ListAsync(account.Value.Id, page.Cursor, page.Limit, cancellationToken);
        return Envelope.Plain(new DashboardPage<Employee>(items, items.Count == page.Limit ? items[^1].UserId : null));
    }

    private static async Task<IResult> AddEmployeeAsync(
        Resource<Account> account,
        Body<NewEmployee> employee,
        ApiCall call,
        EmployeeRegistration registration,
        EmployeeStore employees,
        CancellationToken cancellationToken)
    {
        call.NoteChange("emailId", null, employee.Value.EmailId);
        return await registration.AddAsync(account.Value.Id, employee.Value, call, cancellationToken) switch
        {
            EmployeeWrite.Done done => Envelope.Plain(
                (await employees.FindAsync(account.Value.Id, [Guid.Parse(done.UserId)], cancellationToken))[0],
                StatusCodes.Status201Created),
            EmployeeWrite.Unknown unknown => new ErrorResult(EmployeeEndpoints.Faults(call, unknown.References)),
            _ => new ErrorResult(Conflict.Because("An employee with this email address already exists.")),
        };
    }

    private static async Task<IResult> AddActivitiesAsync(
        Resource<Account> account, Body<IReadOnlyList<PostedActivity>> activities, ApiCall call, RecordStore records, CancellationToken cancellationToken) =>
        Accepted(call, "activities", activities.Value.Count, await records.AddAsync(account.Value.Id, activities.Value, cancellationToken));

    private static async Task<IResult> AddScreenshotsAsync(
        Resource<Account> account, Body<IReadOnlyList<PostedScreenshot>> screenshots, ApiCall call, RecordStore records, CancellationToken cancellationToken) =>
        Accepted(call, "screenshots", screenshots.Value.Count, await records.AddAsync(account.Value.Id, screenshots.Value, cancellationToken));

    private static IResult Accepted(ApiCall call, string records, int count, IReadOnlyList<FaultyReference> faults)
    {
        call.NoteChange(records, null, count.ToString(CultureInfo.InvariantCulture));
        return faults.Count > 0
            ? new ErrorResult(EmployeeEndpoints.Faults(call, faults))
            : Envelope.Plain(new AcceptedRecords(count), StatusCodes.Status201Created);
    }
}
