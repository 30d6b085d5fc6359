using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Audit;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Operators;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Operators;

/// <summary>Personal tokens: one's own with any role, those of others with the right to change operators.</summary>
internal static class TokenEndpoints
{
    // Not that of keys: whoever may only make tokens of their own would keep everybody else from issuing and rotating keys.
    private const string CreationLimit = "token-creation";

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
            .OfOwnOrAnother()
            .RaisesError(Condition.PermissionDenied);
    }

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

        return await PersonalTokens.IssueAsync(keys, owner.Id, request, CancellationToken.None) switch
        {
            KeyResult.Issued issued => Show(call, owner, issued),
            null => new ErrorResult(Conflicts.Of($"Operator {owner.Id} has {PersonalTokens.Most} personal tokens already. End one first.")),
            KeyResult.Invalid invalid => new ErrorResult(Refusal.Invalid(invalid.Faults)),
            var result => throw new InvalidOperationException($"No answer for {result}."),
        };
    }

    private static IResult Show(ApiCall call, Operator owner, KeyResult.Issued issued)
    {
        call.NoteChange(before: null, issued.Key);
        return Answer.Created(
            new IssuedTokenShape(TokenShape.Of(issued.Key), issued.Secret), $"{ManagementApi.BasePath}/operators/{owner.Id}/tokens", issued.Key.Id);
    }

    private static async Task<IResult> Remove(ApiCall call, KeyService keys, ILintelStores stores)
    {
        var id = call.RouteText("tokenId");
        if (await stores.Keys.FindAsync(id, call.Aborted) is { } token && ManagementRights.ToEndToken(call, token) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        if (await PersonalTokens.RemoveAsync(keys, call.Resource<Operator>().Id, id, CancellationToken.None) is not { } removed)
        {
            return new ErrorResult(Refusal.Missing("Token", id));
        }

        call.NoteChange(removed.Before, removed.Key);
        return Answer.Ok(DeletedShape.Of(id));
    }
}
