using System.Text.Json.Nodes;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>The remedy where a limit was used up: to wait, or to reset the counter.</summary>
internal static class LimitRemedy
{
    public static Remedy Of(RemedyCase refused)
    {
        var wait = WholeNumberText.TryParse(refused.Argument("retryAfter"), out int seconds) ? seconds : 1;
        var limit = refused.Argument("limit") is { } allowed ? $"the limit of {allowed} per {refused.Argument("window")}" : "the limit";
        var text = $"Wait until {refused.After(wait)}: {limit} was used up, and {wait} s later this request, alone, passes.";
        return new Remedy(OfOperator(refused, text, out var action), $"{text} Send fewer requests, and honor Retry-After.", action);
    }

    private static string OfOperator(RemedyCase refused, string text, out RemedyAction? action)
    {
        var policy = PolicyOf(refused);
        action = (policy?.Per, refused.Entry) switch
        {
            (RateLimitPartition.Key, { KeyId: { } key }) => Reset($"/keys/{key}", policy),
            (RateLimitPartition.Account, { AccountId: { } account }) => Reset($"/accounts/{account}", policy),
            _ => null,
        };
        var now = action is null ? string.Empty : $" Where it cannot wait, reset '{policy!.Name}', which holds on the very next request.";
        return refused.Entry.KeyId is null
            ? text + now
            : $"{text}{now} Where the caller needs more, raise the limit of {refused.Key} or of {refused.Account}.";
    }

    private static RemedyAction Reset(string record, RateLimitPolicy policy) => new("POST", $"{record}/limits/{policy.Name}/reset");

    /// <summary>The policy that has refused, among those that the caller was told about; null where that was not kept.</summary>
    private static RateLimitPolicy? PolicyOf(RemedyCase refused)
    {
        var told = refused.Guards.FirstOrDefault(finding => finding.Stage == "limit")?.Compared?["policies"] as JsonArray;
        var refusing = told?.OfType<JsonObject>().FirstOrDefault(
            policy => policy["limit"]?.ToString() == refused.Argument("limit") && policy["window"]?.ToString() == refused.Argument("window"));
        return refusing is null ? null : refused.Runtime.Contract.Limits.FirstOrDefault(policy => policy.Name == refusing["policy"]?.ToString());
    }
}
