using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>A license in the table.</summary>
internal sealed record LicenseView(
    string Id,
    string License,
    string? ClientId,
    string? IpAddress,
    string? PausedAt,
    string CreatedAt,
    string? ExpiresAt,
    string ApplicationId,
    string? Comment,
    LicenseSettingsView ApplicationLicenseSettings,
    LinkedUserView? ApplicationUsers)
{
    public static LicenseView Of(License license, string? login, Application application, DateTimeOffset now) => new(
        license.Id.ToString(),
        license.Text,
        license.ClientId,
        license.IpAddress,
        MomentText.Milliseconds(license.PausedAt),
        MomentText.Milliseconds(license.CreatedAt),
        MomentText.Milliseconds(license.ExpiresAt),
        application.Id.ToString(),
        license.Comment,
        new LicenseSettingsView(license.RequiresClientId, license.Levels, license.DurationSeconds, LicenseWords.Of(license.StatusAt(now))),
        login is null ? null : new LinkedUserView(login));
}

/// <summary>What a license is good for.</summary>
internal sealed record LicenseSettingsView(bool RequiresClientId, IReadOnlyList<string> Levels, long DurationSeconds, string Status);

/// <summary>The app user who has the license.</summary>
internal sealed record LinkedUserView(string Login);

/// <summary>How many licenses there are.</summary>
internal sealed record LicenseCounts(
    long TotalLicenses, long AvailableLicenses, long PausedLicenses, long ActiveLicenses, long ExpiredLicenses, long BlacklistedLicenses);
