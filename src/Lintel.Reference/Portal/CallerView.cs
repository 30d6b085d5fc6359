using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>
/// Selects from an explanation what its caller may see: the values that the request or its key has itself. Addresses that a key is restricted to, and whatever
/// guards of the application say, are for operators.
/// </summary>
/// <remarks>
/// Whoever has a link may not have had the key that the request named: values of the key and its account are shown by a link only where the request itself has
/// proven its credential, and the operation only where the caller came as far as being told of it.
/// </remarks>
internal static class CallerView
{
    private static readonly FrozenDictionary<string, string[]> Shown = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["credential"] = ["kind", "in"],
        ["key"] = ["hint", "state", "expiresAt"],
        ["plan"] = ["plan", "subscription"],
        ["address"] = ["seen"],
        ["session"] = ["required", "present"],
        ["limit"] = ["policies"],
        ["method"] = ["allowed"],
        ["application"] = ["held"],
        ["scope"] = ["required", "held"],
        ["body"] = ["faults"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfCaller = FrozenSet.Create(StringComparer.Ordinal, "key", "plan", "application", "scope");

    // The verdicts on a credential whose secret was right.
    private static readonly FrozenSet<string> Proven = new[]
    {
        Condition.CredentialDisabled,
        Condition.CredentialRevoked,
        Condition.CredentialExpired,
        Condition.AccountDisabled,
    }.Select(condition => condition.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Returns each stage with names and values, such as <c>required</c> and <c>orders:write</c>.</summary>
    public static IReadOnlyList<CallerFinding> Of(LookedUp.Found found)
    {
        var isProven = found.GoodUntil is null || ProvesCredential(found);
        return
        [
            .. found.Explanation.Guards.Select(finding => new CallerFinding(
                finding.Stage,
                finding.Result,
                isProven || !OfCaller.Contains(finding.Stage) ? [.. ValuesOf(finding)] : [])),
        ];
    }

    /// <summary>The method with the route of the request, or with nothing where its caller was not told whether there is such a route.</summary>
    public static string RequestOf(LookedUp.Found found) =>
        found.GoodUntil is null || CameToRoute(found.Explanation) ? $"{found.Entry.Method} {found.Entry.Route}" : found.Entry.Method;

    private static bool ProvesCredential(LookedUp.Found found) => ResultOf(found.Explanation, StageDescriptor.Key.Word) switch
    {
        StageResults.Passed => true,
        StageResults.Refused => found.Entry.Condition is { } condition && Proven.Contains(condition),
        _ => false,
    };

    private static bool CameToRoute(Explanation explanation) => ResultOf(explanation, StageDescriptor.Route.Word) switch
    {
        StageResults.Passed or StageResults.Refused => true,
        null => explanation.Guards.All(finding => finding.Result == StageResults.Passed),
        _ => false,
    };

    private static string? ResultOf(Explanation explanation, string stage) => explanation.Guards.FirstOrDefault(finding => finding.Stage == stage)?.Result;

    private static IEnumerable<KeyValuePair<string, string>> ValuesOf(StageFinding finding) =>
        from name in Shown.GetValueOrDefault(finding.Stage) ?? []
        let value = finding.Compared?[name]
        where value is not null
        select KeyValuePair.Create(name, TextOf(value));

    private static string TextOf(JsonNode value) => value switch
    {
        JsonArray { Count: 0 } => "none",
        JsonArray items => string.Join(", ", items.Select(item => item is null ? string.Empty : TextOf(item))),
        JsonObject members => string.Join(' ', members.Where(member => member.Value is not null).Select(member => $"{member.Key} {member.Value}")),
        _ => value.ToString(),
    };
}

/// <summary>The way in which a request has met one stage, as its caller may see it.</summary>
/// <param name="Stage">The word of the stage.</param>
/// <param name="Result">The result.</param>
/// <param name="Values">Names and values.</param>
internal sealed record CallerFinding(string Stage, string Result, IReadOnlyList<KeyValuePair<string, string>> Values);
