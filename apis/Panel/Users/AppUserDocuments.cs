using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>The body of a new app user, as the reference describes it; <see cref="AppUserBodies.ReadNew"/> reads it.</summary>
[RequestExample(
    """
    {"login":"ada@brook.example","password":"a long good password",
     "applicationUserSettings":{"levels":[],"requiresLicense":false,"credentialsType":"email_password","requiresClientId":false}}
    """)]
internal sealed record NewAppUserDocument(
    [StringLength(64, MinimumLength = 3), Description("No other user of the application has it.")] string Login,
    [StringLength(128, MinimumLength = 8), Description("None of the most common passwords.")] string Password,
    AppUserSettingsDocument ApplicationUserSettings,
    [StringLength(FieldReaderExtensions.MaximumComment)] string? Comment = null,
    [StringLength(FieldReaderExtensions.MaximumClientId, MinimumLength = 1)] string? ClientId = null,
    [Ipv4] string? IpAddress = null);

/// <summary>The body of a change of an app user, as the reference describes it; <see cref="AppUserBodies.ReadEdit"/> reads it.</summary>
[Description("At least one field; those that are not sent stay as they are, and null takes a comment, a client id or an address away.")]
[RequestExample("""{"comment":"Moved to the annex"}""")]
internal sealed record AppUserChangeDocument(
    [StringLength(64, MinimumLength = 3), Description("No other user of the application has it.")] string? Login = null,
    [StringLength(128, MinimumLength = 8), Description("None of the most common passwords.")] string? Password = null,
    AppUserSettingsDocument? ApplicationUserSettings = null,
    [StringLength(FieldReaderExtensions.MaximumComment)] string? Comment = null,
    [StringLength(FieldReaderExtensions.MaximumClientId, MinimumLength = 1)] string? ClientId = null,
    [Ipv4] string? IpAddress = null);

/// <summary>The settings of an app user, as the reference describes them; <see cref="AppUserBodies"/> reads them.</summary>
internal sealed record AppUserSettingsDocument(
    [MaxLength(100), Description("License levels of the application.")] IReadOnlyList<string> Levels,
    bool RequiresLicense,
    [CredentialsType, Description("What the user signs in with; with email_password the login is an email address.")] string CredentialsType,
    bool RequiresClientId);

/// <summary>The body of an action on app users, as the reference describes it; <see cref="AppUserAction"/> reads it.</summary>
[RequestExample("""{"action":"reset_client_id","userId":"1"}""")]
internal sealed record AppUserActionDocument(
    [AllowedValues(AppUserActions.ResetClientId, AppUserActions.LinkLicense, AppUserActions.Delete, AppUserActions.DeleteAll)] string Action,
    [Id, Description("The id of the user. Needed by every action but delete_all, which takes none.")] string? UserId = null,
    [Id, Description("The id of the license that the user is to have. Needed by link_license.")] string? LicenseId = null);

/// <summary>The query that names an app user, as the reference describes it; <see cref="AppUserQuery"/> reads it.</summary>
internal sealed record AppUserParameters : ApplicationParameters
{
    [Id]
    [Description("The id of the user.")]
    public required string UserId { get; init; }
}
