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
    public static ManagementProblem Unconfirmed(string record) => new(
        StatusCodes.Status422UnprocessableEntity,
        "unconfirmed",
        $"This is not the {record}'s name.",
        null,
        [new FieldFault("confirm", $"This is not the {record}'s name.")]);

    /// <summary>The value of a field: what was typed, or else what there is.</summary>
    public string Value(string name, string? present = null) => Sent?.Text(name) ?? present ?? string.Empty;

    /// <summary>Tells whether a box is checked.</summary>
    public bool IsChecked(string name, string value, IEnumerable<string> present) => (Sent?.Texts(name) ?? present).Contains(value);

    /// <summary>The fault of a field, in words; null for nothing.</summary>
    public string? Fault(string name) =>
        Problem?.Faults.Where(fault => fault.Name == name).Select(fault => fault.Message).ToArray() is { Length: > 0 } messages
            ? string.Join(' ', messages)
            : null;

    /// <summary>The refusal in words, where it is about no field.</summary>
    public Notice? Notice => Problem is null ? null : new Notice(IsGood: false, $"Nothing was changed. {Problem.Detail}");
}
