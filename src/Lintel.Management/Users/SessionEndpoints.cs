using Lintel.AspNetCore;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Users;

/// <summary>The sessions of people. A session that is ended is refused from the very next request on.</summary>
internal static class SessionEndpoints
{
    private const string Reading = "accounts:read";
    private const string Writing = "accounts:write";

    public static void MapSessions(this RouteGroupBuilder management)
    {
        var sessions = management.MapGroup(string.Empty).WithTags("Sessions");
        sessions.MapGet("/users/{id}/sessions", List)
            .WithName("lintel.sessions.list")
            .WithSummary("Lists the sessions of a person")
            .WithDescription("All that run, on one page.")
            .Produces<Page<SessionShape>>()
            .RequireScope(Reading)
            .OfPerson()
            .RaisesError(Condition.ScopeMissing);
        sessions.MapDelete("/users/{id}/sessions", EndAll)
            .WithName("lintel.sessions.end-all")
            .WithSummary("Ends the sessions of a person")
            .Produces<UserShape>()
            .TellsReceipt<UserShape>()
            .RequireScope(Writing)
            .OfPerson();
        sessions.MapDelete("/sessions/{id}", End)
            .WithName("lintel.sessions.end")
            .WithSummary("Ends a session")
            .Produces<DeletedShape>()
            .TellsReceipt<DeletedShape>()
            .RequireScope(Writing)
            .Resource(LoadOwner)
            .RaisesError(Condition.ResourceMissing);
    }

    private static async Task<IResult> List(ApiCall call, ISessionStore store)
    {
        var person = call.Resource<User>();
        if (ManagementRights.ToSeePerson(call, person) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        var sessions = await store.ListSessionsAsync(person.Id, call.StartedAt, call.Aborted);
        return Answer.Ok(new Page<SessionShape>([.. sessions.Select(SessionShape.Of)], Cursor: null));
    }

    private static Task<IResult> EndAll(ApiCall call, UserService users) =>
        People.EndAsync(
            call,
            async id =>
            {
                call.NoteChange("sessions", "all", null);
                return People.Show(call, await users.EndSessionsAsync(id, CancellationToken.None));
            });

    private static Task<IResult> End(ApiCall call, SessionService sessions)
    {
        var id = call.RouteText("id");
        return People.EndAsync(
            call,
            async _ =>
            {
                call.NoteChange("session", id, null);
                return People.Deleted("Session", id, await sessions.EndAsync(id, CancellationToken.None));
            });
    }

    private static async ValueTask<Outcome<User>> LoadOwner(ApiCall call)
    {
        var id = call.RouteText("id");
        var store = call.Service<ISessionStore>();
        return await store.FindSessionByIdAsync(id, call.Aborted) is { } session && await store.FindUserAsync(session.UserId, call.Aborted) is { } user
            ? user
            : Refusal.Missing("Session", id);
    }
}
