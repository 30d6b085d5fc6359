using Lintel.AspNetCore;

namespace Lintel.Reference;

/// <summary>The explanation of one request for its caller, as JSON.</summary>
/// <param name="Id">The request id.</param>
/// <param name="At">The time of the request.</param>
/// <param name="Request">The method, with the route where the caller was told of it.</param>
/// <param name="Status">The status that was sent.</param>
/// <param name="Outcome">The outcome: <c>admitted</c>, <c>refused</c> or <c>failed</c>.</param>
/// <param name="Error">The error that answered; null where the contract has its code no longer.</param>
/// <param name="Guards">Each stage of the contract's order.</param>
/// <param name="Remedy">What would make the request pass.</param>
/// <param name="GoodUntil">The end of the link.</param>
internal sealed record ExplanationShape(
    string Id,
    DateTimeOffset At,
    string Request,
    int Status,
    string Outcome,
    ExplanationErrorShape? Error,
    IReadOnlyList<ExplanationGuardShape> Guards,
    string? Remedy,
    DateTimeOffset? GoodUntil)
{
    public static ExplanationShape Of(LookedUp.Found found, PortalApi api, PageAddress address) => new(
        found.Entry.Id,
        found.Entry.At,
        CallerView.RequestOf(found),
        found.Entry.Status,
        found.Explanation.Outcome,
        found.Error is { } error ? new(error.Code, error.Meaning, error.Fix, address.Absolute(address.Paths.Of(api.Contract, error.Code))) : null,
        [
            .. CallerView.Of(found).Select(finding => new ExplanationGuardShape(
                finding.Stage, finding.Result, finding.Values.Count == 0 ? null : finding.Values.ToDictionary(value => value.Key, value => value.Value))),
        ],
        found.Explanation.Remedy?.CallerText,
        found.GoodUntil);
}

/// <summary>The error of a request.</summary>
/// <param name="Code">The code.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Fix">What to do about it.</param>
/// <param name="Docs">The address of the code's page.</param>
internal sealed record ExplanationErrorShape(string Code, string Meaning, string Fix, string Docs);

/// <summary>A stage that a request has met.</summary>
/// <param name="Stage">The word of the stage.</param>
/// <param name="Result">The result.</param>
/// <param name="Compared">Names and values; null for none.</param>
internal sealed record ExplanationGuardShape(string Stage, string Result, IReadOnlyDictionary<string, string>? Compared);
