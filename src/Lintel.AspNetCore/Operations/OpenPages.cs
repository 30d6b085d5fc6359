using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Lintel.AspNetCore;

/// <summary>Pages of Lintel's own, which ask for nobody unless the application says so: a fallback policy of it is about its own endpoints.</summary>
internal static class OpenPages
{
    /// <summary>Who allows anonymous callers overrules every policy, so that this is said last, and where nobody has asked for one.</summary>
    public static void OpenUnlessAuthorized(EndpointBuilder endpoint)
    {
        if (!endpoint.Metadata.Any(item => item is IAuthorizeData or IAuthorizationRequirementData))
        {
            endpoint.Metadata.Add(new AllowAnonymousAttribute());
        }
    }
}
