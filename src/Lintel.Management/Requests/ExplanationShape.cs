using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;

namespace Lintel.Management.Requests;

/// <summary>The answer of <c>GET /requests/{id}/explain</c>.</summary>
internal sealed record ExplainedShape(ExplanationShape Data);

/// <summary>The way of a request through the guards.</summary>
internal sealed record ExplanationShape(
    RequestShape Request,
    [AllowedValues("admitted", "refused", "failed")] string Outcome,
    [Description("False where what the guards have compared was not kept: of admitted requests a sample has it.")] bool Recorded,
    [Description("The stages of the contract's order, in that order.")] IReadOnlyList<GuardShape> Guards,
    [Description("The error that answered; null for a success.")] ExplainedErrorShape? Error,
    [Description("What would make this request pass; null for a success.")] RemedyShape? Remedy)
{
    public static ExplanationShape Of(RequestShape request, Explanation explanation) => new(
        request,
        explanation.Outcome,
        explanation.IsRecorded,
        [.. explanation.Guards.Select(GuardShape.Of)],
        explanation.Error is { } error ? ExplainedErrorShape.Of(error) : null,
        explanation.Remedy is { } remedy ? RemedyShape.Of(remedy) : null);
}

/// <summary>The way in which a request has met one stage.</summary>
internal sealed record GuardShape(
    string Stage,
    [AllowedValues("passed", "refused", "failed", "not reached", "skipped", "unknown", "not evaluated")] string Result,
    [Description("What the guard has compared, by name; null for nothing.")] JsonNode? Compared)
{
    public static GuardShape Of(StageFinding finding) => new(finding.Stage, finding.Result, finding.Compared);
}

/// <summary>The error that answered a request.</summary>
internal sealed record ExplainedErrorShape(
    string Code,
    [Description("Null for a code that the operation has raised.")] string? Condition,
    int? Status,
    string? Message,
    string? Meaning,
    string? Fix,
    [Description("The path of the code's page; null where there are no pages.")] string? Docs)
{
    public static ExplainedErrorShape Of(ExplainedError error) => new(
        error.Code, error.Condition, error.Definition?.Status, error.Message, error.Definition?.Meaning, error.Definition?.Fix, error.Docs);
}

/// <summary>The change that would make a request pass.</summary>
internal sealed record RemedyShape(
    string Text,
    [Description("The call of this API that does it; null where there is none.")] RemedyActionShape? Action)
{
    public static RemedyShape Of(Remedy remedy) => new(
        remedy.Text,
        remedy.Action is { } action ? new RemedyActionShape(action.Method, ManagementApi.BasePath + action.Path, action.Body) : null);
}

/// <summary>A call of the management API.</summary>
internal sealed record RemedyActionShape(string Method, string Path, JsonNode? Body);
