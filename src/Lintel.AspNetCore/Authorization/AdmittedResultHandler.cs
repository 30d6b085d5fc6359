using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Inside an API a policy that is not met is the contract's <c>permission.denied</c>: no scheme challenges a caller whose credential is good. Elsewhere the
/// application's own handler decides.
/// </summary>
internal sealed class AdmittedResultHandler(IAuthorizationMiddlewareResultHandler application) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || ApiCall.Of(context) is not { Operation: not null } call)
        {
            return application.HandleAsync(next, context, policy, authorizeResult);
        }

        ErrorWriter.Answer(call, EndpointAuthorization.Refuse(authorizeResult));
        return Task.CompletedTask;
    }
}
