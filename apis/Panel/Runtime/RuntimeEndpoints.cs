using System.ComponentModel;
using Lintel.AspNetCore;
using Lintel.Management;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>
/// The call that stands for an application's own programs, under the management API and its operator token: the protocol by which they present
/// licenses is another API.
/// </summary>
internal static class RuntimeEndpoints
{
    public static void Map(RouteGroupBuilder management) => management.MapPost("/panel/licenses/{id}/use", UseAsync)
        .WithName("panel.runtime.licenses.use")
        .WithSummary("Uses a license as a program of its holder does")
        .WithDescription("The first use starts the license and binds it to the machine, where that is required.")
        .WithTags("Licensing panel")
        .WithMetadata(Replies.Json)
        .RequireScope(AccountOperations.Scope).Body(Read).Resource(FindAsync, "License").WithoutSideEffects()
        .RaisesError(Condition.ResourceMissing, Condition.StateConflict)
        .Accepts<LicenseUseDocument>(PanelOperations.Json)
        .Produces<LicenseView>();

    private static async Task<IResult> UseAsync(
        [Id, Description("The id of the license.")] string id,
        Resource<Application> application,
        Body<Presenter> presenter,
        LicenseStore store,
        TimeProvider clock,
        ApiCall call,
        CancellationToken cancellationToken)
    {
        call.NoteChange("clientId", null, presenter.Value.ClientId);
        call.NoteChange("ipAddress", null, presenter.Value.IpAddress);
        var outcome = await store.UseAsync(application.Value, RecordId.NumberOf(id), presenter.Value.ClientId, presenter.Value.IpAddress, cancellationToken);
        return outcome.Answer(license => Results.Json(LicenseView.Of(license, login: null, application.Value, clock.GetUtcNow()), Replies.Json));
    }

    private static Presenter Read(FieldReader fields) => new(fields.ClientId().Value, fields.IpAddress().Value);

    /// <summary>Finds the application of a license, whosever it is.</summary>
    public static async Task<Application?> FindAsync(string id, LicenseStore licenses, ApplicationStore applications, CancellationToken cancellationToken) =>
        await licenses.FindOwnerAsync(RecordId.NumberOf(id), cancellationToken) is { } owner
            ? await applications.FindAsync(owner.AccountId, owner.ApplicationId, cancellationToken)
            : null;
}

/// <summary>The machine of a program that presents a license, read field by field: an address has one form of many, and null is as good as nothing.</summary>
internal sealed record Presenter(string? ClientId, string? IpAddress);
