using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>An application as the operator sees it: without the keys that its own programs present.</summary>
internal sealed record DashboardApplication(string Id, string Name, bool RequiresClientId, [CredentialsType] string CredentialsType)
{
    public static DashboardApplication Of(Application application) =>
        new(application.Id.ToString(), application.Name, application.RequiresClientId, application.CredentialsType);
}

/// <summary>A page of the licenses of an application.</summary>
/// <param name="Cursor">The number of the page; empty for the first.</param>
internal sealed record LicensePage([RegularExpression("^[0-9]{0,9}$")][Description("The cursor of the page before.")] string Cursor = "")
{
    /// <summary>The page, from 1.</summary>
    public long Number() => WholeNumberText.TryParse(Cursor, out long page) && page > 1 ? page : 1;
}

/// <summary>An action on one license, as the operator does it.</summary>
internal sealed record OperatorAction(string Action, long? Duration)
{
    private static readonly IReadOnlyList<string> Known =
        [LicenseActions.Pause, LicenseActions.Resume, LicenseActions.Extend, LicenseActions.Reset, LicenseActions.Blacklist];

    /// <summary>Reads it field by field: an extension needs a duration.</summary>
    public static OperatorAction Read(FieldReader fields)
    {
        var action = fields.OneOf("action", Known, required: true) ?? string.Empty;
        var duration = fields.Text("duration", required: action == LicenseActions.Extend, max: LicenseDuration.MaximumLength) is { } text
            ? LicenseDuration.Parse(text) ?? 0
            : (long?)null;
        if (duration is 0)
        {
            fields.Fault("duration", "must be a duration above zero, such as 30d or 1h30m");
        }

        return new OperatorAction(action, duration);
    }
}

/// <summary>The body of an action on one license, as the reference describes it; <see cref="OperatorAction"/> reads it.</summary>
[RequestExample("""{"action":"extend","duration":"2w"}""")]
internal sealed record OperatorActionDocument(
    [AllowedValues(LicenseActions.Pause, LicenseActions.Resume, LicenseActions.Extend, LicenseActions.Reset, LicenseActions.Blacklist)] string Action,
    [Duration, StringLength(LicenseDuration.MaximumLength), Description("How much longer the license runs. Needed by extend.")] string? Duration = null);
