using System.Security.Claims;

namespace Lintel.AspNetCore;

/// <summary>
/// The claims of <c>HttpContext.User</c> on an admitted request, beside <see cref="ClaimTypes.NameIdentifier"/>: the id of the key, of the person who signed
/// in or of the application, the subject that an <see cref="ICredentialReader"/> has verified, or the person of an access token.
/// </summary>
public static class LintelClaims
{
    /// <summary>The account's id.</summary>
    public const string Account = "lintel:account";

    /// <summary>The id of the application that presented itself; absent for keys and sessions.</summary>
    public const string Application = "lintel:application";

    /// <summary>The environment of the key or application; absent for sessions.</summary>
    public const string Environment = "lintel:environment";

    /// <summary>One for each scope that the key or the verified caller has, granted or implied; absent for sessions, which scopes do not narrow.</summary>
    public const string Scope = "scope";
}
