namespace Lintel.Panel;

/// <summary>The scopes of the contract that operations ask for.</summary>
internal static class PanelScopes
{
    public const string ReadApplications = "applications:read";
    public const string CreateApplications = "applications:create";
    public const string UpdateApplications = "applications:update";
    public const string DeleteApplications = "applications:delete";
    public const string ReadLicenses = "licenses:read";
    public const string CreateLicenses = "licenses:create";
    public const string UpdateLicenses = "licenses:update";
    public const string DeleteLicenses = "licenses:delete";
    public const string ReadUsers = "app_users:read";
    public const string CreateUsers = "app_users:create";
    public const string UpdateUsers = "app_users:update";
    public const string DeleteUsers = "app_users:delete";
    public const string ReadBlacklists = "blacklists:read";
    public const string CreateBlacklists = "blacklists:create";
    public const string UpdateBlacklists = "blacklists:update";
    public const string DeleteBlacklists = "blacklists:delete";
    public const string ReadVariables = "variables:read";
    public const string CreateVariables = "variables:create";
    public const string UpdateVariables = "variables:update";
    public const string DeleteVariables = "variables:delete";
    public const string ReadAccount = "account:read";
}
