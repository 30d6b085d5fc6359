using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>An app user that is to be made, or a change of one: what was not sent stays as it is.</summary>
internal sealed record AppUserFields(
    string? Login, string? Password, Sent<string> Comment, Sent<string> ClientId, Sent<string> IpAddress, AppUserSettings? Settings)
{
    /// <summary>The login and nothing else: the password has no business in a log.</summary>
    public override string ToString() => Login ?? string.Empty;
}

/// <summary>What can be done with app users.</summary>
internal static class AppUserActions
{
    public const string ResetClientId = "reset_client_id";
    public const string LinkLicense = "link_license";
    public const string Delete = "delete";
    public const string DeleteAll = "delete_all";
}

/// <summary>An action on an app user, or on all of them.</summary>
internal sealed record AppUserAction(
    RecordId? UserId,
    [AllowedValues(AppUserActions.ResetClientId, AppUserActions.LinkLicense, AppUserActions.Delete, AppUserActions.DeleteAll)] string Action,
    RecordId? LicenseId)
{
    /// <summary>The scope that the action needs.</summary>
    public string Scope => Action is AppUserActions.Delete or AppUserActions.DeleteAll ? PanelScopes.DeleteUsers : PanelScopes.UpdateUsers;

    /// <summary>What the action lacks; null for nothing.</summary>
    public string? Lack => Action switch
    {
        AppUserActions.DeleteAll => UserId is null ? null : "Action 'delete_all' takes no userId.",
        _ when UserId is null => $"Action '{Action}' needs a userId.",
        AppUserActions.LinkLicense when LicenseId is null => "Action 'link_license' needs a licenseId.",
        _ => null,
    };
}

/// <summary>A query string that names an application and an app user.</summary>
internal sealed record AppUserQuery(RecordId ApplicationId, RecordId UserId) : IApplicationQuery;

/// <summary>
/// Reads new and changed app users, field by field: a login is kept in the form in which it is shown, a password must not be a common one, null takes a value
/// away, and a field that was not sent leaves it.
/// </summary>
internal static class AppUserBodies
{
    private const string Settings = "applicationUserSettings";
    private const int MinimumLogin = 3;
    private const int MaximumLogin = 64;
    private const int MinimumPassword = 8;
    private const int MaximumPassword = 128;

    public static AppUserFields ReadNew(FieldReader fields) => Read(fields, required: true);

    public static AppUserFields ReadEdit(FieldReader fields)
    {
        var edit = Read(fields, required: false);
        fields.NeedOneOf("login", "password", "comment", "clientId", "ipAddress", Settings);
        return edit;
    }

    private static AppUserFields Read(FieldReader fields, bool required) => new(
        fields.ShownLogin("login", required, MinimumLogin, MaximumLogin),
        fields.NewPassword("password", required, MinimumPassword, MaximumPassword),
        fields.Comment(),
        fields.ClientId(),
        fields.IpAddress(),
        fields.Object(Settings, ReadSettings, required));

    private static AppUserSettings ReadSettings(FieldReader fields) => new(
        fields.Levels(required: true) ?? [],
        fields.Boolean("requiresLicense", required: true) ?? false,
        fields.OneOf("credentialsType", CredentialsType.All, required: true) ?? string.Empty,
        fields.Boolean("requiresClientId", required: true) ?? false);
}
