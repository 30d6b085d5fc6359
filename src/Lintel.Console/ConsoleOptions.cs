namespace Lintel.Console;

/// <summary>Settings of the console.</summary>
public sealed class ConsoleOptions
{
    /// <summary>The path under which the console is mapped. It begins with a slash and is not <c>/</c>.</summary>
    /// <value>The default is <c>/console</c>.</value>
    public string Path { get; set; } = "/console";

    /// <summary>
    /// The claim of the identity provider that is the login of an operator. An <c>email</c> counts only with <c>email_verified</c>; name another claim, such as
    /// <c>preferred_username</c>, where the provider does not send that and nobody can choose the value for themselves.
    /// </summary>
    /// <value>The default is <c>email</c>.</value>
    public string LoginClaim { get; set; } = "email";

    /// <summary>The name of the identity provider on the page on which people sign in.</summary>
    /// <value>The default is <c>single sign-on</c>.</value>
    public string ProviderName { get; set; } = "single sign-on";
}
