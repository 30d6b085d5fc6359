using System.Text.Json.Serialization;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>What an app user may do and must bring along.</summary>
internal sealed record AppUserSettings(IReadOnlyList<string> Levels, bool RequiresLicense, [CredentialsType] string CredentialsType, bool RequiresClientId);

/// <summary>Somebody who signs in to an application.</summary>
internal sealed record AppUser
{
    public required long Id { get; init; }

    public required string Login { get; init; }

    /// <summary>The hash; nobody's page shows it.</summary>
    [JsonIgnore]
    public required string PasswordHash { get; init; }

    public string? Comment { get; init; }

    public string? ClientId { get; init; }

    public string? IpAddress { get; init; }

    public required AppUserSettings Settings { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An app user in the table.</summary>
internal sealed record AppUserView(
    string Id,
    string ApplicationId,
    string Login,
    string? Comment,
    string? ClientId,
    string? IpAddress,
    AppUserSettings ApplicationUserSettings,
    string CreatedAt)
{
    public static AppUserView Of(AppUser user, Application application) => new(
        user.Id.ToString(),
        application.Id.ToString(),
        user.Login,
        user.Comment,
        user.ClientId,
        user.IpAddress,
        user.Settings,
        MomentText.Milliseconds(user.CreatedAt));
}

/// <summary>How many app users there are.</summary>
internal sealed record AppUserCount(long TotalUsers);
