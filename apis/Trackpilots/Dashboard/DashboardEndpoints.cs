using Lintel.AspNetCore;
using Lintel.Stores;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>
/// What stands for the vendor's dashboard and desktop agent: the operator fills an account with teams, employees, activities and screenshots.
/// </summary>
internal static class DashboardEndpoints
{
    private const string Api = "trackpilots";
    private const string Root = "/trackpilots/accounts/{account}";
    private const string Scope = "records:write";
    private const int PageSize = 200;

    public static void MapDashboard(this RouteGroupBuilder management)
    {
        OfAccount(management.MapGet($"{Root}/teams", ListTeams));
        OfAccount(management.MapPost($"{Root}/teams", AddTeamAsync)).Body(ReadTeamName);
        OfAccount(management.MapGet($"{Root}/employees", ListEmployees)).Query(EmployeePage.Read);
        OfAccount(management.MapPost($"{Root}/employees", AddEmployeeAsync)).Body(EmployeeBodies.ReadNew);
        OfAccount(management.MapPost($"{Root}/activities", AddActivitiesAsync)).Body(RecordBodies.ReadActivities);
        OfAccount(management.MapPost($"{Root}/screenshots", AddScreenshotsAsync)).Body(RecordBodies.ReadScreenshots);
    }

    private static RouteHandlerBuilder OfAccount(RouteHandlerBuilder operation) => operation.RequireScope(Scope).Resource(FindAccountAsync);

    private static string ReadTeamName(FieldReader fields) => fields.Text("teamName", required: true, min: 1, max: 100) ?? string.Empty;

    private static async ValueTask<Outcome<Account>> FindAccountAsync(ApiCall call)
    {
        var id = call.Http.GetRouteValue("account") as string ?? string.Empty;
        var account = await call.Http.RequestServices.GetRequiredService<ILintelStores>().Accounts.FindAsync(id, call.Aborted);
        return account?.Api == Api ? account : Refusal.Missing("Account", id);
    }

    private static IResult ListTeams(ApiCall call, TeamStore teams) => Envelope.Plain(new { Data = teams.List(call.Resource<Account>().Id), Cursor = (string?)null });

    private static async Task<IResult> AddTeamAsync(ApiCall call, TeamStore teams) =>
        Envelope.Plain(await teams.AddAsync(call.Resource<Account>().Id, call.Body<string>(), call.Aborted), StatusCodes.Status201Created);

    private static IResult ListEmployees(ApiCall call, EmployeeStore employees)
    {
        var page = call.Body<EmployeePage>();
        var items = employees.List(call.Resource<Account>().Id, page.Cursor, page.Limit);
        return Envelope.Plain(new { Data = items, Cursor = items.Count == page.Limit ? items[^1].UserId : null });
    }

    private static async Task<IResult> AddEmployeeAsync(ApiCall call, EmployeeRegistration registration, EmployeeStore employees)
    {
        var account = call.Resource<Account>();
        return await registration.AddAsync(account.Id, call.Body<NewEmployee>(), PasswordCaller.Of(call), call.Aborted) switch
        {
            EmployeeWrite.Done done => Envelope.Plain(employees.Find(account.Id, [Guid.Parse(done.UserId)])[0], StatusCodes.Status201Created),
            EmployeeWrite.Unknown unknown => new ErrorResult(EmployeeEndpoints.Faults(call, unknown.References)),
            _ => new ErrorResult(Refusal.For(Condition.StateConflict, new RefusalArgument("problem", "An employee with this email address already exists."))),
        };
    }

    private static async Task<IResult> AddActivitiesAsync(ApiCall call, RecordStore records)
    {
        var activities = call.Body<IReadOnlyList<PostedActivity>>();
        return Accepted(call, activities.Count, await records.AddAsync(call.Resource<Account>().Id, activities, call.Aborted));
    }

    private static async Task<IResult> AddScreenshotsAsync(ApiCall call, RecordStore records)
    {
        var screenshots = call.Body<IReadOnlyList<PostedScreenshot>>();
        return Accepted(call, screenshots.Count, await records.AddAsync(call.Resource<Account>().Id, screenshots, call.Aborted));
    }

    private static IResult Accepted(ApiCall call, int count, IReadOnlyList<FaultyReference> faults) =>
        faults.Count > 0 ? new ErrorResult(EmployeeEndpoints.Faults(call, faults)) : Envelope.Plain(new { Accepted = count }, StatusCodes.Status201Created);

    private sealed record EmployeePage(string? Cursor, int Limit)
    {
        public static EmployeePage Read(FieldReader fields) =>
            new(fields.Text("cursor", max: 36), (int)(fields.Integer("limit", min: 1, max: PageSize) ?? PageSize));
    }
}
