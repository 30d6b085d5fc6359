using Lintel.AspNetCore;
using Lintel.Management.Audit;
using Lintel.Management.Nodes;
using Lintel.Operators;
using Lintel.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Operators;

/// <summary>Signing in and out, and who one is.</summary>
internal static class SignInEndpoints
{
    private const string SignInLimit = "sign-in";

    public static void MapSignIn(this RouteGroupBuilder management, OperatorSignIn service)
    {
        var signIn = management.MapGroup("/operators").WithTags("Operators");
        signIn.MapPost("/sign-in", (ApiCall call) => SignIn(call, service))
            .WithName("lintel.operators.sign-in")
            .WithSummary("Signs an operator in")
            .WithDescription("By the token of a sign-in link, which is used up, or by a personal token or the operator token. The session's token is shown this once.")
            .Accepts<SignInDocument>("application/json")
            .Produces<SignedInShape>(StatusCodes.Status201Created)
            .AllowAnonymous()
            .NotIdempotent()
            .Unaudited()
            .CountedUnder(SignInLimit)
            .MaxBody(SignInService.LargestBody)
            .Body(OperatorBodies.ReadSignIn)
            .RaisesError(Condition.CredentialUnknown, Condition.RateExceeded, Condition.ServerDependency);
        signIn.MapGet("/me", ShowOwn)
            .WithName("lintel.operators.me")
            .WithSummary("Shows the operator who asks")
            .Produces<OwnShape>()
            .RaisesError(Condition.ResourceMissing);
        signIn.MapDelete("/session", SignOut)
            .WithName("lintel.operators.sign-out")
            .WithSummary("Ends the session that is presented")
            .Produces<DeletedShape>()
            .TellsReceipt<DeletedShape>()
            .RaisesError(Condition.StateConflict);
    }

    private static async Task<IResult> SignIn(ApiCall call, OperatorSignIn service)
    {
        var token = call.Body<SignInRequest>().Token;
        var signedIn = await service.RedeemAsync(token, CancellationToken.None) ?? await service.SignInWithTokenAsync(token, CancellationToken.None);
        if (signedIn is null)
        {
            return new ErrorResult(call.Runtime.CountFailure(call, Refusal.For(Condition.CredentialUnknown)));
        }

        await AuditFilter.NoteSignInAsync(call, signedIn.Started.Session);
        var session = signedIn.Started.Session;
        return Answer.Created(SignedInShape.Of(signedIn), $"{ManagementApi.BasePath}/operators/me", session.Id);
    }

    private static async Task<IResult> ShowOwn(ApiCall call, OperatorCache operators)
    {
        var id = call.SessionOrNull?.UserId ?? call.KeyOrNull?.OperatorId;
        return id is not null && await operators.FindAsync(id, call.Aborted) is { } own
            ? Answer.Ok(new OwnShape(OperatorShape.Of(own), call.Runtime.Scopes.EffectiveOf(call.ScopesOrNull ?? []), call.SessionOrNull?.ExpiresAt))
            : new ErrorResult(Refusal.For(
                Condition.ResourceMissing,
                ("problem", "The credential is of no operator: neither a session nor a personal token."),
                ("resource", "Operator"),
                ("id", string.Empty)));
    }

    private static async Task<IResult> SignOut(ApiCall call, SessionService sessions)
    {
        if (call.SessionOrNull is not { } session)
        {
            return new ErrorResult(Conflicts.Of("No session was presented. A token is ended by its own operation."));
        }

        await sessions.EndAsync(session, CancellationToken.None);
        call.NoteChange("session", session.Id, null);
        return Answer.Ok(DeletedShape.Of(session.Id));
    }
}
