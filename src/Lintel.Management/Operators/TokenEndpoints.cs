using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Operators;

/// <summary>Personal tokens: one's own with any role, those of others with the right to change operators.</summary>
internal static class TokenEndpoints
{
    private const string CreationLimit = "key-creation";

    public static void MapPersonalTokens(this RouteGroupBuilder management)
    {
        var tokens = management.MapGroup("/operators/{id}/tokens").WithTags("Operators");
        tokens.MapGet(string.Empty, List)
            .WithName("lintel.operators.tokens.list")
            .WithSummary("Lists personal tokens, never their secrets")
            .WithDescription("One's own, or with operators:write those of another operator. All are on one page.")
            .Produces<Page<TokenShape>>()
            .OfOwnOrAnother();
        tokens.MapPost(string.Empty, Issue)
            .WithName("lintel.operators.tokens.issue")
            .WithSummary("Makes a personal token")
            .WithDescription("One's own, or with operators:write one of another operator. The secret is shown this once and cannot be read back.")
            .Accepts<NewTokenDocument>("application/json")
            .Produces<IssuedTokenShape>(StatusCodes.Status201Created)
            .CountedUnder(CreationLimit)
            .Body(OperatorBodies.ReadToken)
            .OfOwnOrAnother()
            .RaisesError(Condition.PermissionDenied, Condition.StateConflict);
        tokens.MapDelete("/{tokenId}", Remove)
            .WithName("lintel.operators.tokens.remove")
            .WithSummary("Ends a personal token")
            .WithDescription("One's own, or with operators:write one of another operator.")
            .Produces<DeletedShape>()
            .TellsReceipt<DeletedShape>()
            .OfOwnOrAnother();
    }

    private static RouteHandlerBuilder OfOwnOrAnother(this RouteHandlerBuilder operation) =>
        operation.Resource(LoadAsync).RaisesError(Condition.ScopeMissing, Condition.ResourceMissing);

    // Before the operator is looked for: whoever may not see others learns nothing about them.
    private static async ValueTask<Outcome<Operator>> LoadAsync(ApiCall call) =>
        ManagementRights.ToSeeTokens(call, call.RouteText("id")) is { } refusal ? refusal : await OperatorEndpoints.LoadAsync(call);

    private static async Task<IResult> List(ApiCall call, KeyService keys)
    {
        var tokens = await PersonalTokens.ListAsync(keys, call.Resource<Operator>().Id, call.Aborted);
        return Answer.Ok(new Page<TokenShape>([.. tokens.Select(TokenShape.Of)], Cursor: null));
    }

    private static async Task<IResult> Issue(ApiCall call, KeyService keys)
    {
        var (owner, request) = (call.Resource<Operator>(), call.Body<NewToken>());
        if (ManagementRights.ToIssueToken(call, owner.Role, request.Scopes, request.ExpiresAt) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        if ((await PersonalTokens.ListAsync(keys, owner.Id, call.Aborted)).Count >= PersonalTokens.Most)
        {
            return new ErrorResult(Conflicts.Of($"Operator {owner.Id} has {PersonalTokens.Most} personal tokens already. End one first."));
        }

        return await PersonalTokens.IssueAsync(keys, owner.Id, request, CancellationToken.None) switch
        {
            KeyResult.Issued { New: var issued } => Answer.Created(
                new IssuedTokenShape(TokenShape.Of(issued.Key), issued.Secret),
                $"{ManagementApi.BasePath}/operators/{owner.Id}/tokens",
                issued.Key.Id),
            KeyResult.Invalid invalid => new ErrorResult(Refusal.Invalid(invalid.Faults)),
            var result => throw new InvalidOperationException($"No answer for {result}."),
        };
    }

    private static async Task<IResult> Remove(ApiCall call, KeyService keys)
    {
        var id = call.RouteText("tokenId");
        return await PersonalTokens.RemoveAsync(keys, call.Resource<Operator>().Id, id, CancellationToken.None)
            ? Answer.Ok(DeletedShape.Of(id))
            : new ErrorResult(Refusal.Missing("Token", id));
    }
}
