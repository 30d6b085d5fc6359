using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Answers what the application's own code challenges or forbids inside an API by the contract: a scheme of the application would send the caller of an
/// API to a page for signing in. Everything else, and everything outside APIs, is the application's own service.
/// </summary>
/// <param name="application">The application's service; null where it has not added authentication.</param>
internal sealed class ContractAuthentication(IAuthenticationService? application) : IAuthenticationService
{
    // The framework's own words for an application without authentication, which it would have got without this class.
    private IAuthenticationService Application => application ?? throw new InvalidOperationException(
        "Unable to find the required 'IAuthenticationService' service. Please add all the required services by calling "
            + "'IServiceCollection.AddAuthentication' in the application startup code.");

    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => Application.AuthenticateAsync(context, scheme);

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        Answers(context, "challenged") ? Task.CompletedTask : Application.ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        Answers(context, "forbade") ? Task.CompletedTask : Application.ForbidAsync(context, scheme, properties);

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
        Application.SignInAsync(context, scheme, principal, properties);

    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        Application.SignOutAsync(context, scheme, properties);

    private static bool Answers(HttpContext context, string verb)
    {
        if (ApiCall.Of(context) is not { IsOutside: false, IsEntered: true } call)
        {
            return false;
        }

        // Whoever is known has a good credential and lacks a right; an anonymous operation may have nobody.
        var isKnown = call.AccountOrNull is not null || !call.Contract.TryGetError(Condition.CredentialMissing, out _);
        var refusal = Refusal.For(isKnown ? Condition.PermissionDenied : Condition.CredentialMissing);
        ErrorWriter.Answer(call, refusal.BecauseOf($"The application {verb} the caller."));
        return true;
    }
}
