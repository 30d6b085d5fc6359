using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>A license in the table.</summary>
internal sealed record LicenseView(
    string Id,
    [Description("What its holder types in.")] string License,
    string? ClientId,
    string? IpAddress,
    string? PausedAt,
    string CreatedAt,
    [Description("Null for a license that does not run.")] string? ExpiresAt,
    string ApplicationId,
    string? Comment,
    LicenseSettingsView ApplicationLicenseSettings,
    [Description("The app user who has the license; null for none.")] LinkedUserView? ApplicationUsers)
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
internal sealed record LicenseSettingsView(bool RequiresClientId, IReadOnlyList<string> Levels, long DurationSeconds, [LicenseStatusWord] string Status);

/// <summary>The word for a status of a license.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class LicenseStatusWordAttribute() : AllowedValuesAttribute([.. Enum.GetValues<LicenseStatus>().Select(LicenseWords.Of)]);

/// <summary>The app user who has the license.</summary>
internal sealed record LinkedUserView(string Login);

/// <summary>How many licenses there are.</summary>
internal sealed record LicenseCounts(
    long TotalLicenses, long AvailableLicenses, long PausedLicenses, long ActiveLicenses, long ExpiredLicenses, long BlacklistedLicenses);
