using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>A form as it is shown: what was typed stays, and every fault stands at its field.</summary>
/// <param name="Sent">The form that was sent; null where none was.</param>
/// <param name="Problem">The refusal; null for none.</param>
internal sealed record FormState(ConsoleForm? Sent, ManagementProblem? Problem)
{
    /// <summary>A form that nobody has sent.</summary>
    public static FormState Fresh { get; } = new(null, null);

    /// <summary>The refusal of a form whose name was to be confirmed and was not.</summary>
    /// <param name="record">The word for the record.</param>
    /// <param name="field">The field for the name.</param>
    public static ManagementProblem Unconfirmed(string record, string field = "confirm") =>
        ManagementProblem.Unconfirmed($"This is not the {record}'s name.", $"This is not the {record}'s name.", field);

    /// <summary>The value of a field: what was typed, or else what there is.</summary>
    public string Value(string name, string? present = null) => Sent?.Has(name) == true ? Sent.Text(name) : present ?? string.Empty;

    /// <summary>Tells whether a box is checked.</summary>
    public bool IsChecked(string name, string value, IEnumerable<string> present) => (Sent?.Texts(name) ?? present).Contains(value);

    /// <summary>The fault of a field, in words; null for nothing.</summary>
    public string? Fault(string name) =>
        Problem?.Faults.Where(fault => fault.Name == name).Select(fault => fault.Message).ToArray() is { Length: > 0 } messages
            ? string.Join(' ', messages)
            : null;

    /// <summary>Tells whoever sent a form that somebody else was first.</summary>
    public const string OvertakenText = "Nothing was changed: somebody else has changed it since you opened the page. What you typed is still here. "
        + "Compare it with what is stored now, and send it again to replace that.";

    /// <summary>true if somebody else has changed the record since the form was shown.</summary>
    public bool IsOvertaken => Problem is { Status: StatusCodes.Status412PreconditionFailed };

    /// <summary>The refusal in words, where it is about no field.</summary>
    public Notice? Notice => Problem is null ? null : new Notice(IsGood: false, IsOvertaken ? OvertakenText : Problem.Told);

    /// <summary>The fields that are stored otherwise than they were typed, where somebody else was first.</summary>
    /// <param name="fields">The label, what was typed and what is stored of each.</param>
    public IReadOnlyList<(string Label, string Stored)> Overtaken(params IEnumerable<(string Label, string Field, string? Stored)> fields) => IsOvertaken
        ? [.. fields.Where(field => Typed(field.Field) != (field.Stored ?? string.Empty)).Select(field => (field.Label, field.Stored ?? string.Empty))]
        : [];

    // A browser ends lines as mails do, and sends a box that is checked once for each.
    private string Typed(string field) => string.Join('\n', Sent!.Texts(field)).Replace("\r\n", "\n", StringComparison.Ordinal);
}
