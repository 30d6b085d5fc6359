using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>What the operator of the platform does to applications, under the management API and its operator token.</summary>
internal static class PlatformEndpoints
{
    private const string Scope = "records:write";
    private const string One = "/otp/applications/{id}";

    public static void Map(RouteGroupBuilder management)
    {
        OfApplication(management.MapPost($"{One}/suspend", async (ApiCall call, SuspensionStore store) => Show(await store.SuspendByPlatformAsync(call.PathId(), call.Aborted))));
        OfApplication(management.MapPost($"{One}/resume", async (ApiCall call, SuspensionStore store) => Show(await store.ResumeByPlatformAsync(call.PathId(), call.Aborted))));
    }

    private static RouteHandlerBuilder OfApplication(RouteHandlerBuilder operation) => operation.RequireScope(Scope).Resource(Find);

    private static ValueTask<Outcome<Application>> Find(ApiCall call) =>
        CallExtensions.Found(call.Service<ApplicationStore>().Find(call.PathId()), Missing.Application(call.PathId()));

    // The management API has no envelope around what went well.
    private static IResult Show(Outcome<Application> outcome) =>
        outcome.TryGet(out var application) ? Results.Json(application, Replies.Json) : new ErrorResult(outcome.Refusal!);
}
