using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Lintel.AspNetCore;

/// <summary>
/// The user of an admitted request: the application's own identities and, beside them, one for the credential of the contract. It is made when somebody
/// asks for it. What sets another user, such as a policy with schemes of its own, replaces it as a whole.
/// </summary>
internal static class CallerIdentity
{
    private const string AuthenticationType = "Lintel";

    /// <summary>Gives the request its user, where a credential was recognized.</summary>
    public static void Attach(ApiCall call)
    {
        if (call.AccountOrNull is null)
        {
            return;
        }

        if (call.Http.Feature<IHttpAuthenticationFeature>() is { } application)
        {
            call.ApplicationUser = application;
        }

        call.Http.Features[typeof(IHttpAuthenticationFeature)] = call;
    }

    public static ClaimsPrincipal MakeUser(ApiCall call)
    {
        // The first identity is the principal's main one, and an anonymous one must not hide the credential's.
        var own = new ClaimsIdentity(Claims(call), AuthenticationType, ClaimTypes.NameIdentifier, ClaimTypes.Role);
        return call.ApplicationUser?.User is { Identity.IsAuthenticated: true } user
            ? new ClaimsPrincipal([.. user.Identities, own])
            : new ClaimsPrincipal(own);
    }

    private static IEnumerable<Claim> Claims(ApiCall call)
    {
        if (call.Subject is { } id)
        {
            yield return new Claim(ClaimTypes.NameIdentifier, id);
        }

        yield return new Claim(LintelClaims.Account, call.Account.Id);
        if (call.ApplicationOrNull is { } application)
        {
            yield return new Claim(LintelClaims.Application, application.Id);
        }

        if ((call.KeyOrNull?.Environment ?? call.ApplicationOrNull?.Environment) is { } environment)
        {
            yield return new Claim(LintelClaims.Environment, environment);
        }

        foreach (var scope in call.ScopesOrNull is { } scopes ? call.Runtime.Scopes.EffectiveOf(scopes) : [])
        {
            yield return new Claim(LintelClaims.Scope, scope);
        }

        foreach (var claim in call.CallerOrNull?.Claims ?? [])
        {
            yield return claim;
        }
    }
}
