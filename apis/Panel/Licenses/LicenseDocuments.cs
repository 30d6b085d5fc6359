using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>A duration, in types that describe requests; <see cref="LicenseDuration"/> reads it.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class DurationAttribute() : RegularExpressionAttribute("^([0-9]{1,3}[smhdwy])+$");

/// <summary>The body of new licenses, as the reference describes it; <see cref="LicenseBodies.ReadNew"/> reads it.</summary>
[RequestExample("""{"amount":2,"duration":"30d","levels":[],"requiresClientId":true,"comment":"For the fair"}""")]
internal sealed record NewLicensesDocument(
    [Range(1, 100)] int Amount,
    [Duration]
    [StringLength(LicenseDuration.MaximumLength)]
    [Description("How long a license runs from its first use, such as 30d or 1h30m: numbers of s, m, h, d, w and y, each unit at most once.")]
    string Duration,
    [MaxLength(100), Description("License levels of the application.")] IReadOnlyList<string> Levels,
    [Description("Whether a license is bound to the machine that first uses it.")] bool RequiresClientId,
    [StringLength(FieldReaderExtensions.MaximumComment)] string? Comment = null,
    [StringLength(LicenseMask.MaximumLength)]
    [RegularExpression("^[A-Z0-9-]{1,64}$")]
    [property: DefaultValue(LicenseMask.Default)]
    [Description("The form of the licenses: each X, of which there are at least 12, stands for a random letter or digit.")]
    string? Mask = null);

/// <summary>The body of a change of a license, as the reference describes it; <see cref="LicenseBodies.ReadEdit"/> reads it.</summary>
[Description("At least one field; those that are not sent stay as they are, and null takes a comment, an address or a client id away.")]
[RequestExample("""{"comment":"Extended by hand","ipAddress":"192.0.2.7"}""")]
internal sealed record LicenseChangeDocument(
    [StringLength(FieldReaderExtensions.MaximumComment)] string? Comment = null,
    [MaxLength(100), Description("All license levels from now on.")] IReadOnlyList<string>? Levels = null,
    bool? RequiresClientId = null,
    [Ipv4] string? IpAddress = null,
    [StringLength(FieldReaderExtensions.MaximumClientId, MinimumLength = 1)] string? ClientId = null);

/// <summary>The body of an action on licenses, as the reference describes it; <see cref="LicenseAction"/> reads it.</summary>
[RequestExample("""{"action":"extend","licenseId":"7002","duration":"2w"}""")]
internal sealed record LicenseActionDocument(
    [LicenseActionName] string Action,
    [Id, Description("The id of the license. Needed by every action but delete_all, which takes none.")] string? LicenseId = null,
    [Duration, StringLength(LicenseDuration.MaximumLength), Description("How much longer the license runs. Needed by extend.")] string? Duration = null,
    [Id, Description("The id of the app user who is to have the license. Needed by link.")] string? UserId = null);

/// <summary>The query that names a license, as the reference describes it; <see cref="LicenseQuery"/> reads it.</summary>
internal sealed record LicenseParameters : ApplicationParameters
{
    [Id]
    [Description("The id of the license.")]
    public required string LicenseId { get; init; }
}

/// <summary>The body of a use of a license, as the reference describes it; <see cref="Presenter"/> is read from it.</summary>
[Description("The machine that presents the license.")]
[RequestExample("""{"clientId":"workstation-7","ipAddress":"192.0.2.7"}""")]
internal sealed record LicenseUseDocument(
    [StringLength(FieldReaderExtensions.MaximumClientId, MinimumLength = 1), Description("Needed by licenses that require one.")] string? ClientId = null,
    [Ipv4] string? IpAddress = null);
