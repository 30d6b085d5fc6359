using System.Text.Json.Serialization;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>Licenses that are to be made.</summary>
internal sealed record NewLicenses(int Amount, long DurationSeconds, IReadOnlyList<string> Levels, bool RequiresClientId, string? Comment, string Mask);

/// <summary>A change of a license; what was not sent stays as it is.</summary>
internal sealed record LicenseEdit(Sent<string> Comment, IReadOnlyList<string>? Levels, bool? RequiresClientId, Sent<string> IpAddress, Sent<string> ClientId);

/// <summary>An action on a license, or on all of them.</summary>
internal sealed record LicenseAction(
    RecordId? LicenseId,
    [LicenseActionName] string Action,
    [property: JsonConverter(typeof(LicenseDurationConverter))] long? Duration,
    RecordId? UserId)
{
    /// <summary>The record that the action needs beside the license.</summary>
    public LicenseChange Change => new(Action, Duration, UserId?.Number);

    /// <summary>The scope that the action needs.</summary>
    public string Scope => Action is LicenseActions.Delete or LicenseActions.DeleteAll ? PanelScopes.DeleteLicenses : PanelScopes.UpdateLicenses;

    /// <summary>What the action lacks; null for nothing.</summary>
    public string? Lack => Action switch
    {
        LicenseActions.DeleteAll => LicenseId is null ? null : "Action 'delete_all' takes no licenseId.",
        _ when LicenseId is null => $"Action '{Action}' needs a licenseId.",
        LicenseActions.Extend when Duration is null => "Action 'extend' needs a duration.",
        LicenseActions.Extend when Duration is 0 => "Action 'extend' needs a duration above zero.",
        LicenseActions.Link when UserId is null => "Action 'link' needs a userId.",
        _ => null,
    };
}

/// <summary>A query string that names an application and a license.</summary>
internal sealed record LicenseQuery(RecordId ApplicationId, RecordId LicenseId) : IApplicationQuery;

/// <summary>
/// Reads new and changed licenses, field by field: an amount may be written 5.0, which the serializer does not take for a whole number, and null takes a
/// value of a license away.
/// </summary>
internal static class LicenseBodies
{
    private const int MaximumAmount = 100;

    public static NewLicenses ReadNew(FieldReader fields) => new(
        (int)(fields.Integer("amount", required: true, min: 1, max: MaximumAmount) ?? 0),
        ReadDuration(fields),
        fields.Levels(required: true) ?? [],
        fields.Boolean("requiresClientId", required: true) ?? false,
        fields.Comment().Value,
        ReadMask(fields));

    public static LicenseEdit ReadEdit(FieldReader fields)
    {
        var edit = new LicenseEdit(fields.Comment(), fields.Levels(), fields.Boolean("requiresClientId"), fields.IpAddress(), fields.ClientId());
        fields.NeedOneOf("comment", "levels", "requiresClientId", "ipAddress", "clientId");
        return edit;
    }

    private static long ReadDuration(FieldReader fields)
    {
        if (fields.Text("duration", required: true, max: LicenseDuration.MaximumLength) is not { } text)
        {
            return 0;
        }

        var seconds = LicenseDuration.Parse(text);
        if (seconds is null)
        {
            fields.Fault("duration", "must be a duration such as 30d or 1h30m");
        }

        return seconds ?? 0;
    }

    private static string ReadMask(FieldReader fields)
    {
        if (fields.IsNull("mask") || fields.Text("mask", max: LicenseMask.MaximumLength, pattern: LicenseMask.Form) is not { } mask)
        {
            return LicenseMask.Default;
        }

        if (!LicenseMask.HasEnoughHoles(mask))
        {
            fields.Fault("mask", "must have more places for random characters");
        }

        return mask;
    }
}
