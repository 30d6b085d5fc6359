using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>What the operator of the platform does to applications, under the management API and its operator token.</summary>
internal static class PlatformEndpoints
{
    private const string One = "/otp/applications/{id}";

    public static void Map(RouteGroupBuilder management)
    {
        Map(management, "suspend", "Suspends an application of otp, which its owner cannot resume", SuspendAsync);
        Map(management, "resume", "Resumes an application of otp that the platform suspended", ResumeAsync);
    }

    private static void Map(RouteGroupBuilder management, string verb, string summary, Delegate move) => management.MapPost($"{One}/{verb}", move)
        .WithName($"otp.platform.{verb}")
        .WithSummary(summary)
        .WithTags("Dashboard of otp")
        .Produces<Application>()
        .RequireScope(AccountOperations.Scope)
        .Resource(FindAsync, "Application")
        .RaisesError(Condition.StateConflict);

    private static Task<Application?> FindAsync(string id, ApplicationStore applications, CancellationToken cancellationToken) =>
        applications.FindAsync(id, cancellationToken);

    private static async Task<IResult> SuspendAsync(Resource<Application> application, SuspensionStore suspensions, CancellationToken cancellationToken) =>
        (await suspensions.SuspendByPlatformAsync(application.Value.Id, cancellationToken)).Answer(Show);

    private static async Task<IResult> ResumeAsync(Resource<Application> application, SuspensionStore suspensions, CancellationToken cancellationToken) =>
        (await suspensions.ResumeByPlatformAsync(application.Value.Id, cancellationToken)).Answer(Show);

    // The management API has no envelope around what went well.
    private static IResult Show(Application application) => Results.Json(application, Replies.Json);
}
