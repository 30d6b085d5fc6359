using Lintel.AspNetCore;
using Lintel.Management.Audit;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Tokens;

/// <summary>Access tokens: their issuers give them out, and here they are revoked before their time. A revocation holds on the very next request.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this RouteGroupBuilder management) => management.MapPost("/tokens/revoke", Revoke)
        .WithName("lintel.tokens.revoke")
        .WithSummary("Revokes an access token, or those of a person")
        .WithDescription("A revocation holds from the next request on and cannot be taken back.")
        .WithTags("Access tokens")
        .Accepts<RevocationDocument>("application/json")
        .Produces<RevocationShape>()
        .TellsReceipt<RevocationShape>()
        .RequireScope("keys:write")
        .Body(TokenBodies.Read)
        .RaisesError(Condition.StateConflict);

    // Finished also when the caller hangs up: who cannot know whether it happened asks again.
    private static async Task<IResult> Revoke(ApiCall call, TokenRevocations revocations)
    {
        var revocation = call.Body<TokenRevocation>();
        if (ManagementRights.ToRevokeTokens(call, revocation.Issuer) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        call.NoteNew(revocation);
        return await revocations.AddAsync(revocation, CancellationToken.None)
            ? new CountedAnswer(Answer.Ok(RevocationShape.Of(revocation)), revocation.TokenId ?? revocation.Subject!)
            : new ErrorResult(Conflicts.Of(
                $"{ITokenRevocationStore.Most} revocations are kept already, each for {TokenRevocation.KeptFor.Days} days. "
                    + "Suspend the account, or change the key at the issuer."));
    }
}
