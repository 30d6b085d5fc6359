namespace Lintel.AspNetCore;

/// <summary>The remedies where the server has failed: nothing that the caller changes makes the request pass.</summary>
internal static class ServerRemedies
{
    /// <summary>One for each condition.</summary>
    public static (Condition Condition, Func<RemedyCase, Remedy> Remedy)[] All { get; } =
    [
        (Condition.ServerError, Failed),
        (Condition.ServerNotImplemented, refused => new Remedy(
            $"Build {refused.Operation}: it is announced and answers nothing yet.", "Wait for the operation to be built; it is announced only.")),
        (Condition.ServerDependency, refused => new Remedy(
            Because(refused, "Restore what the API depends on"), "Try again later; something that the API depends on does not answer.")),
        (Condition.ServerOverloaded, refused => new Remedy(
            Because(refused, "Send the request again when there is less load, or give the process more room"), "Try again later, with growing pauses.")),
        (Condition.ServerTimeout, refused => new Remedy(
            Because(refused, $"Find out why {refused.Operation} takes so long"), "Try again later; a smaller request may be answered in time.")),
    ];

    private static Remedy Failed(RemedyCase refused) => new(
        Because(refused, $"Correct the fault of the application in {refused.Operation}"),
        "Try again later. Where it stays, report it with the id of the request.");

    private static string Because(RemedyCase refused, string advice) => refused.Entry.Cause is { } cause ? $"{advice}: {cause}" : $"{advice}.";
}
