using Lintel.AspNetCore;
using Lintel.Management.Nodes;
using Lintel.Management.Users;
using Lintel.Operators;
using Lintel.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Operators;

/// <summary>The sessions of operators: one's own with any role, those of others with the right to change operators.</summary>
internal static class OperatorSessionEndpoints
{
    public static void MapOperatorSessions(this RouteGroupBuilder management)
    {
        var sessions = management.MapGroup("/operators/{id}/sessions").WithTags("Operators");
        sessions.MapGet(string.Empty, List)
            .WithName("lintel.operators.sessions.list")
            .WithSummary("Lists the sessions of an operator")
            .WithDescription("One's own, or with operators:write those of another operator. All are on one page.")
            .Produces<Page<SessionShape>>()
            .OfOwnOrAnother();
        sessions.MapDelete(string.Empty, EndAll)
            .WithName("lintel.operators.sessions.end-all")
            .WithSummary("Ends the sessions of an operator")
            .WithDescription("One's own, the one that asks among them, or with operators:write those of another operator.")
            .Produces<OperatorShape>()
            .TellsReceipt<OperatorShape>()
            .OfOwnOrAnother();
        sessions.MapDelete("/{sessionId}", End)
            .WithName("lintel.operators.sessions.end")
            .WithSummary("Ends a session of an operator")
            .WithDescription("One's own, or with operators:write one of another operator.")
            .Produces<DeletedShape>()
            .TellsReceipt<DeletedShape>()
            .OfOwnOrAnother();
    }

    private static async Task<IResult> List(ApiCall call, ISessionStore store)
    {
        var sessions = await store.ListSessionsAsync(call.Resource<Operator>().Id, call.StartedAt, call.Aborted);
        return Answer.Ok(new Page<SessionShape>([.. sessions.Select(SessionShape.Of)], Cursor: null));
    }

    private static async Task<IResult> EndAll(ApiCall call, UserService users)
    {
        var owner = call.Resource<Operator>();
        return await users.EndSessionsAsync(owner.Id, CancellationToken.None)
            ? Answer.Ok(OperatorShape.Of(owner))
            : new ErrorResult(Refusal.Missing("Operator", owner.Id));
    }

    private static async Task<IResult> End(ApiCall call, ISessionStore store, SessionService sessions)
    {
        var id = call.RouteText("sessionId");
        var found = await store.FindSessionByIdAsync(id, call.Aborted);
        return People.Deleted(
            "Session", id, found?.UserId == call.Resource<Operator>().Id && await sessions.EndAsync(id, CancellationToken.None));
    }
}
