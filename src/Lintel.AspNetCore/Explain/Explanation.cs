using System.Text.Json.Nodes;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>The way of a request through the guards, and what would have to change for it to pass.</summary>
/// <param name="Outcome">The outcome: <c>admitted</c>, <c>refused</c> or <c>failed</c>.</param>
/// <param name="IsRecorded">true if what the guards have compared was kept; otherwise, the findings follow from the answer alone.</param>
/// <param name="Guards">One for each stage of the contract's order, in that order.</param>
/// <param name="Error">The error that answered; null for a success.</param>
/// <param name="Remedy">What would make the request pass; null for a success.</param>
internal sealed record Explanation(string Outcome, bool IsRecorded, IReadOnlyList<StageFinding> Guards, ExplainedError? Error, Remedy? Remedy);

/// <summary>The way in which a request has met one stage.</summary>
/// <param name="Stage">The word of the stage.</param>
/// <param name="Result">The result, one of those of <see cref="StageResults"/>.</param>
/// <param name="Compared">What the guard has compared; null for nothing, and where that was not kept.</param>
internal sealed record StageFinding(string Stage, string Result, JsonObject? Compared);

/// <summary>The words for the result of a stage.</summary>
internal static class StageResults
{
    /// <summary>The guard let the request go on.</summary>
    public const string Passed = "passed";

    /// <summary>The guard refused the request.</summary>
    public const string Refused = "refused";

    /// <summary>The guard, or what it depends on, failed.</summary>
    public const string Failed = "failed";

    /// <summary>The request had been answered before.</summary>
    public const string NotReached = "not reached";

    /// <summary>The answer was known from an earlier request with the same idempotency key.</summary>
    public const string Skipped = "skipped";

    /// <summary>The request was refused at an unknown stage.</summary>
    public const string Unknown = "unknown";

    /// <summary>Asking the guard might have changed something.</summary>
    public const string NotEvaluated = "not evaluated";
}

/// <summary>The error that answered a request.</summary>
/// <param name="Code">The code.</param>
/// <param name="Condition">The condition; null for a code that an operation has raised.</param>
/// <param name="Definition">The definition of the code; null where the contract has it no longer.</param>
/// <param name="Message">The message with the request's own values; null without a definition.</param>
/// <param name="Docs">The path of the code's page; null where the pages are not mapped.</param>
internal sealed record ExplainedError(string Code, string? Condition, ErrorDefinition? Definition, string? Message, string? Docs);

/// <summary>The change that would make a request pass.</summary>
/// <param name="Text">A sentence for operators.</param>
/// <param name="CallerText">A sentence for the caller, with nothing that the caller does not know.</param>
/// <param name="Action">The call of the management API that does it; null where there is none.</param>
internal sealed record Remedy(string Text, string CallerText, RemedyAction? Action = null);

/// <summary>A call of the management API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path below the base path of the management API, such as <c>/keys/key_…</c>.</param>
/// <param name="Body">The body; null for none.</param>
internal sealed record RemedyAction(string Method, string Path, JsonObject? Body = null);
