using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Panel;

/// <summary>
/// The call that stands for an application's own programs, under the management API and its operator token: the protocol by which they present
/// licenses is another API.
/// </summary>
internal static class RuntimeEndpoints
{
    private const string Scope = "records:write";

    public static void Map(RouteGroupBuilder management) => management.MapPost("/panel/licenses/{id}/use", UseAsync)
        .RequireScope(Scope).Body(Read).Resource(Find);

    private static async Task<IResult> UseAsync(ApiCall call, LicenseStore store, TimeProvider clock)
    {
        var (application, body) = (call.Resource<Application>(), call.Body<Presenter>());
        var outcome = await store.UseAsync(application, IdOf(call), body.ClientId, body.IpAddress, call.Aborted);
        return outcome.TryGet(out var license)
            ? Results.Json(LicenseView.Of(license, login: null, application, clock.GetUtcNow()), Replies.Json)
            : new ErrorResult(outcome.Refusal!);
    }

    private static Presenter Read(FieldReader fields) => new(fields.ClientId().Value, fields.IpAddress().Value);

    private static ValueTask<Outcome<Application>> Find(ApiCall call)
    {
        var services = call.Http.RequestServices;
        var owner = services.GetRequiredService<LicenseStore>().FindOwner(IdOf(call));
        Outcome<Application> outcome = owner is { } found && services.GetRequiredService<ApplicationStore>().Find(found.AccountId, found.ApplicationId) is { } application
            ? application
            : Refusal.Missing("License", call.Http.GetRouteValue("id") as string ?? string.Empty);
        return ValueTask.FromResult(outcome);
    }

    private static long IdOf(ApiCall call) => FieldReaderExtensions.NumberOf(call.Http.GetRouteValue("id") as string);

    private sealed record Presenter(string? ClientId, string? IpAddress);
}
