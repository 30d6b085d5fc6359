namespace Lintel.Management;

/// <summary>The management API: accounts, keys, users and the request log, for operators.</summary>
public static class ManagementApi
{
    /// <summary>The path of the management API, without a trailing slash.</summary>
    public const string BasePath = "/lintel/v1";

    /// <summary>The policy that new accounts and new people are counted under.</summary>
    internal const string AccountCreationLimit = "account-creation";
}
