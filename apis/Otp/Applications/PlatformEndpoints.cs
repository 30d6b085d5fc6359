using Lintel.AspNetCore;
using Lintel.Management;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>Applications as the operator of the platform sees and changes them, under the management API and its operator token.</summary>
internal static class PlatformEndpoints
{
    private const string One = "/otp/applications/{id}";

    public static void Map(RouteGroupBuilder management)
    {
        var applications = management.MapGroup(string.Empty).WithTags("Dashboard of otp");
        applications.MapGet(One, Get)
            .WithName("otp.platform.get")
            .WithSummary("Shows an application of otp")
            .Produces<Application>()
            .OfOwnedApplication(AccountOperations.ReadScope)
            .HasEntityTag();
        applications.MapPatch(One, EditAsync)
            .WithName("otp.platform.edit")
            .WithSummary("Renames an application of otp or moves it to another project of its account")
            .Accepts<ApplicationChangeDocument>("application/json")
            .Produces<Application>()
            .OfOwnedApplication(AccountOperations.Scope)
            .Body(ApplicationBodies.ReadChange)
            .HasEntityTag()
            .RaisesError(Condition.StateConflict);
        applications.MapDelete(One, DeleteAsync)
            .WithName("otp.platform.delete")
            .WithSummary("Deletes an application of otp with its webhooks")
            .Produces(StatusCodes.Status204NoContent)
            .OfOwnedApplication(AccountOperations.Scope)
            .HasEntityTag();
        MapMove(applications, "suspend", "Suspends an application of otp, which its owner cannot resume", SuspendAsync);
        MapMove(applications, "resume", "Resumes an application of otp, whoever suspended it", ResumeAsync);
        MapParts(applications);
    }

    private static void MapMove(RouteGroupBuilder applications, string verb, string summary, Delegate move) => applications.MapPost($"{One}/{verb}", move)
        .WithName($"otp.platform.{verb}")
        .WithSummary(summary)
        .Produces<Application>()
        .OfOwnedApplication(AccountOperations.Scope)
        .HasEntityTag()
        .RaisesError(Condition.StateConflict);

    private static void MapParts(RouteGroupBuilder applications)
    {
        applications.MapGet($"{One}/otp-requests", ListRequestsAsync)
            .WithName("otp.platform.requests")
            .WithSummary("Lists the OTP requests of an application, newest first, without their codes")
            .AcceptsQuery<OtpRequestQueryDocument>()
            .Produces<DashboardPage<OtpRequest>>()
            .OfOwnedApplication(AccountOperations.ReadScope)
            .Query(OtpBodies.ReadFilter);
        applications.MapGet($"{One}/webhooks", ListWebhooksAsync)
            .WithName("otp.platform.webhooks")
            .WithSummary("Lists the webhooks of an application, which are ten at most")
            .Produces<DashboardPage<WebhookShape>>()
            .OfOwnedApplication(AccountOperations.ReadScope);
    }

    private static RouteHandlerBuilder OfOwnedApplication(this RouteHandlerBuilder operation, string scope) =>
        operation.RequireScope(scope).Resource(FindAsync, nameof(Application)).WithoutSideEffects();

    private static Task<OwnedApplication?> FindAsync(string id, ApplicationStore applications, CancellationToken cancellationToken) =>
        applications.FindAsync(id, cancellationToken);

    private static IResult Get(Resource<OwnedApplication> owned, ApiCall call) => Tell(call, owned.Value.Application);

    private static async Task<IResult> EditAsync(
        Resource<OwnedApplication> owned,
        Body<ApplicationChange> change,
        ApplicationStore applications,
        ApiCall call,
        CancellationToken cancellationToken) =>
        (await applications.EditAsync(owned.Value.AccountId, owned.Value.Application.Id, change.Value, cancellationToken, Check(call)))
            .Answer(changed => Changed(call, owned.Value.Application, changed));

    private static async Task<IResult> DeleteAsync(
        Resource<OwnedApplication> owned, ApplicationStore applications, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("name", owned.Value.Application.Name, null);
        return (await applications.DeleteAsync(owned.Value.AccountId, owned.Value.Application.Id, cancellationToken, Check(call)))
            .Answer(_ => Results.NoContent());
    }

    private static Func<Application, Refusal?> Check(ApiCall call) =>
        application => call.CheckEntityTag($"Application {application.Id}", application.EntityTag);

    private static IResult Tell(ApiCall call, Application application)
    {
        call.TellEntityTag(application.EntityTag);
        return Show(application);
    }

    private static async Task<IResult> SuspendAsync(
        Resource<OwnedApplication> owned, SuspensionStore suspensions, ApiCall call, CancellationToken cancellationToken) =>
        (await suspensions.SuspendByPlatformAsync(owned.Value.Application.Id, Check(call), cancellationToken))
            .Answer(changed => Changed(call, owned.Value.Application, changed));

    private static async Task<IResult> ResumeAsync(
        Resource<OwnedApplication> owned, SuspensionStore suspensions, ApiCall call, CancellationToken cancellationToken) =>
        (await suspensions.ResumeByPlatformAsync(owned.Value.Application.Id, Check(call), cancellationToken))
            .Answer(changed => Changed(call, owned.Value.Application, changed));

    private static IResult Changed(ApiCall call, Application before, Application after)
    {
        call.NoteChange("name", before.Name, after.Name);
        call.NoteChange("projectId", before.ProjectId, after.ProjectId);
        call.NoteChange("status", before.Status, after.Status);
        call.NoteChange("suspendedBy", before.SuspendedBy, after.SuspendedBy);
        return Tell(call, after);
    }

    // A code is between the application and the one who types it in, of a test application too.
    private static async Task<IResult> ListRequestsAsync(
        Resource<OwnedApplication> owned, Query<OtpRequestFilter> filter, OtpRequestStore requests, CancellationToken cancellationToken)
    {
        var page = await requests.ListAsync(owned.Value.AccountId, owned.Value.Application.Id, filter.Value, cancellationToken);
        return Results.Json(
            new DashboardPage<OtpRequest>([.. page.Items.Select(request => request with { TestCode = null })], page.NextCursor),
            Replies.Json);
    }

    private static async Task<IResult> ListWebhooksAsync(Resource<OwnedApplication> owned, ApplicationWebhooks webhooks, CancellationToken cancellationToken)
    {
        var all = await webhooks.ListAsync(owned.Value.Application.Id, cancellationToken);
        return Results.Json(new DashboardPage<WebhookShape>([.. all.Select(webhook => WebhookShape.Of(webhook))], Cursor: null), Replies.Json);
    }

    // The management API has no envelope around what went well.
    private static IResult Show(Application application) => Results.Json(application, Replies.Json);
}
