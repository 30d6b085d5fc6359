using System.Globalization;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Management;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>The calls that stand for the vendor's dashboard, under the management API and its operator token.</summary>
internal static class DashboardEndpoints
{
    private const string Websites = "/pixel/accounts/{account}/websites";
    private const string OneWebsite = "/pixel/websites/{id}";

    // The management API writes camel case; the vendor's own bodies do not.
    private static readonly JsonSerializerOptions Json = WireJson.Named(JsonNamingPolicy.CamelCase);

    public static void Map(RouteGroupBuilder management)
    {
        var dashboard = management.MapGroup(string.Empty).WithTags("Dashboard of pixel");
        dashboard.MapGet(Websites, ListWebsitesAsync)
            .WithName("pixel.dashboard.websites.list")
            .WithSummary("Lists the websites of an account")
            .WithDescription("At most 1,000, on one page.")
            .Produces<DashboardPage<Website>>()
            .OfAccount(PixelModule.Api, AccountOperations.ReadScope);
        dashboard.MapGet(OneWebsite, ShowWebsiteAsync)
            .WithName("pixel.dashboard.websites.get")
            .WithSummary("Shows a website")
            .Produces<Website>()
            .OfWebsite(AccountOperations.ReadScope);
        dashboard.MapGet("/pixel/services", ListServicesAsync)
            .WithName("pixel.dashboard.services.list")
            .WithSummary("Lists the services behind the API, with the settings that this process has for them")
            .Produces<DashboardPage<ServiceShape>>()
            .RequireScope(AccountOperations.ReadScope);
        dashboard.MapPut("/pixel/services/{service}", ChangeServiceAsync)
            .WithName("pixel.dashboard.services.change")
            .WithSummary("Chooses where events or identities are sent, for all processes and from the next request on")
            .Accepts<ServiceChoiceDocument>("application/json")
            .Produces<ServiceShape>()
            .RequireScope(AccountOperations.Scope)
            .Resource((string service) => service is WarehouseServices.Ingest or WarehouseServices.Identify ? service : null, "Service")
            .Body(DashboardBodies.Service);
        dashboard.MapPost(Websites, AddWebsiteAsync)
            .WithName("pixel.dashboard.websites.add")
            .WithSummary("Adds a website to an account")
            .Accepts<NewWebsiteDocument>("application/json")
            .Produces<Website>(StatusCodes.Status201Created)
            .OfAccount(PixelModule.Api)
            .Body(DashboardBodies.Website);
        dashboard.MapDelete(OneWebsite, DeleteWebsiteAsync)
            .WithName("pixel.dashboard.websites.delete")
            .WithSummary("Deletes a website with its goals, alerts, reports and share links")
            .Produces(StatusCodes.Status204NoContent)
            .OfWebsite();
        MapPart<Goal>(dashboard, "goals", "Adds a goal to a website", AddGoalAsync).Body<NewGoal>();
        MapPart<Alert>(dashboard, "alerts", "Adds an alert to a website", AddAlertAsync)
            .Accepts<NewAlertDocument>("application/json")
            .Body(DashboardBodies.Alert);
        MapPart<Report>(dashboard, "reports", "Adds a report to a website", AddReportAsync)
            .Accepts<NewReportDocument>("application/json")
            .Body(DashboardBodies.Report);
        MapPart<NewShareLinkReply>(dashboard, "share-links", "Adds a share link to a website, whose token is shown this once", AddShareLinkAsync)
            .Accepts<NewShareLinkDocument>("application/json")
            .Body(DashboardBodies.ShareLink);
    }

    private static RouteHandlerBuilder MapPart<T>(RouteGroupBuilder dashboard, string parts, string summary, Delegate add) =>
        dashboard.MapPost($"{OneWebsite}/{parts}", add)
            .WithName($"pixel.dashboard.{parts}.add")
            .WithSummary(summary)
            .Produces<T>(StatusCodes.Status201Created)
            .OfWebsite();

    private static RouteHandlerBuilder OfWebsite(this RouteHandlerBuilder operation, string scope = AccountOperations.Scope) =>
        operation.RequireScope(scope).Resource(FindWebsiteAsync, nameof(Website));

    private static Task<OwnedWebsite?> FindWebsiteAsync(string id, WebsiteStore websites, CancellationToken cancellationToken) =>
        websites.FindAsync(id, cancellationToken);

    private static async Task<IResult> ListWebsitesAsync(Resource<Account> account, WebsiteStore websites, CancellationToken cancellationToken) =>
        Show(await websites.ListAsync(account.Value.Id, cancellationToken));

    private static async Task<IResult> ShowWebsiteAsync(Resource<OwnedWebsite> website, WebsiteStore websites, CancellationToken cancellationToken) =>
        await websites.ShowAsync(website.Value, cancellationToken) is { } shown
            ? Results.Json(shown, Json)
            : new ErrorResult(Refusal.Missing(nameof(Website), website.Value.Id));

    private static async Task<IResult> ListServicesAsync(WarehouseServices services, WarehouseSettings settings, CancellationToken cancellationToken) =>
        Results.Json(new DashboardPage<ServiceShape>(await ServiceShape.AllOfAsync(services, settings, cancellationToken), Cursor: null), Json);

    private static async Task<IResult> ChangeServiceAsync(
        Resource<string> chosen, Body<ServiceChoice> body, WarehouseServices services, CancellationToken cancellationToken)
    {
        await services.ChooseAsync(chosen.Value, body.Value.State, cancellationToken);
        return Results.Json(await ServiceShape.OfAsync(chosen.Value, services, cancellationToken), Json);
    }

    private static async Task<IResult> AddWebsiteAsync(
        Resource<Account> account, Body<NewWebsite> body, WebsiteStore websites, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("domain", null, body.Value.Domain);
        call.NoteChange("name", null, body.Value.Name);
        return Created(await websites.AddAsync(account.Value.Id, body.Value, cancellationToken));
    }

    private static async Task<IResult> DeleteWebsiteAsync(
        Resource<OwnedWebsite> website, WebsiteStore websites, ApiCall call, CancellationToken cancellationToken)
    {
        var deleted = await websites.ShowAsync(website.Value, cancellationToken);
        call.NoteChange("domain", deleted?.Domain, null);
        call.NoteChange("name", deleted?.Name, null);
        await websites.DeleteAsync(website.Value.Id, cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> AddGoalAsync(
        Resource<OwnedWebsite> website, Body<NewGoal> body, GoalStore goals, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("goal", null, body.Value.Name);
        return Created(await goals.AddAsync(website.Value, body.Value, cancellationToken));
    }

    private static async Task<IResult> AddAlertAsync(
        Resource<OwnedWebsite> website, Body<NewAlert> body, AlertStore alerts, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("alert", null, string.Create(CultureInfo.InvariantCulture, $"{body.Value.Metric} at {body.Value.Threshold}"));
        return Created(await alerts.AddAsync(website.Value, body.Value, cancellationToken));
    }

    private static async Task<IResult> AddReportAsync(
        Resource<OwnedWebsite> website, Body<NewReport> body, ReportStore reports, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("report", null, body.Value.Cadence);
        call.NoteChange("recipients", null, string.Join(", ", body.Value.Recipients));
        return Created(await reports.AddAsync(website.Value, body.Value, cancellationToken));
    }

    private static async Task<IResult> AddShareLinkAsync(
        Resource<OwnedWebsite> website,
        Body<NewShareLink> body,
        ShareLinkStore links,
        Passwords passwords,
        ApiCall call,
        CancellationToken cancellationToken)
    {
        var link = body.Value;
        call.NoteChange("shareLink", null, link.ExpiresAt is { } end ? $"until {end.UtcDateTime:O}" : "without an end");
        var hash = link.Password is { } password ? await passwords.HashAsync(password, call, cancellationToken) : null;
        return Created(await links.AddAsync(website.Value, link, hash, cancellationToken));
    }

    private static IResult Show(IReadOnlyList<Website> rows) => Results.Json(new DashboardPage<Website>(rows, Cursor: null), Json);

    private static IResult Created<T>(T made) => Results.Json(made, Json, statusCode: StatusCodes.Status201Created);
}
