using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>Licenses that are to be made.</summary>
internal sealed record NewLicenses(int Amount, long DurationSeconds, IReadOnlyList<string> Levels, bool RequiresClientId, string? Comment, string Mask);

/// <summary>A change of a license; what was not sent stays as it is.</summary>
internal sealed record LicenseEdit(Sent<string> Comment, IReadOnlyList<string>? Levels, bool? RequiresClientId, Sent<string> IpAddress, Sent<string> ClientId);

/// <summary>An action on a license, or on all of them.</summary>
internal sealed record LicenseAction(long? LicenseId, LicenseChange Change)
{
    /// <summary>The scope that the action needs.</summary>
    public string Scope => Change.Name is LicenseActions.Delete or LicenseActions.DeleteAll ? PanelScopes.DeleteLicenses : PanelScopes.UpdateLicenses;

    /// <summary>What the action lacks; null for nothing.</summary>
    public string? Lack => Change switch
    {
        { Name: LicenseActions.DeleteAll } => LicenseId is null ? null : "Action 'delete_all' takes no licenseId.",
        _ when LicenseId is null => $"Action '{Change.Name}' needs a licenseId.",
        { Name: LicenseActions.Extend, DurationSeconds: null } => "Action 'extend' needs a duration.",
        { Name: LicenseActions.Extend, DurationSeconds: 0 } => "Action 'extend' needs a duration above zero.",
        { Name: LicenseActions.Link, UserId: null } => "Action 'link' needs a userId.",
        _ => null,
    };
}

/// <summary>Reads the requests about licenses.</summary>
internal static class LicenseBodies
{
    private const int MaximumAmount = 100;
    private const int MaximumDuration = 32;

    public static NewLicenses ReadNew(FieldReader fields) => new(
        (int)(fields.Integer("amount", required: true, min: 1, max: MaximumAmount) ?? 0),
        ReadDuration(fields, required: true) ?? 0,
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

    public static LicenseAction ReadAction(FieldReader fields) => new(
        fields.IdOrNull("licenseId"),
        new LicenseChange(
            fields.OneOf("action", LicenseActions.All, required: true) ?? string.Empty,
            ReadDuration(fields, required: false),
            fields.IdOrNull("userId")));

    private static long? ReadDuration(FieldReader fields, bool required)
    {
        if (!required && fields.IsNull("duration"))
        {
            return null;
        }

        if (fields.Text("duration", required, max: MaximumDuration) is not { } text)
        {
            return null;
        }

        var seconds = LicenseDuration.Parse(text);
        if (seconds is null)
        {
            fields.Fault("duration", "must be a duration such as 30d or 1h30m");
        }

        return seconds;
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
