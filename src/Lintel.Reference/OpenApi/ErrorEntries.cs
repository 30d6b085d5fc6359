using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>Writes errors as <c>x-lintel-errors</c> lists them: what no keyword of OpenAPI can say of a code.</summary>
internal static class ErrorEntries
{
    /// <summary>The name of the extension.</summary>
    public const string Name = "x-lintel-errors";

    /// <param name="errors">The errors.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="page">The address of a code's page; null where there is none.</param>
    /// <param name="withStatus">True where each entry says its status; otherwise the response does.</param>
    public static JsonArray Of(IEnumerable<PossibleError> errors, Contract contract, Func<string, string?> page, bool withStatus = false) =>
        new([.. errors.Select(error => Of(error, contract, page, withStatus))]);

    private static JsonObject Of(PossibleError error, Contract contract, Func<string, string?> page, bool withStatus)
    {
        var definition = error.Definition;
        var entry = new JsonObject { ["code"] = definition.Texts.Code.IsNumber ? JsonNode.Parse(definition.Code) : definition.Code };
        if (withStatus)
        {
            entry["status"] = error.Status;
        }

        entry["conditions"] = new JsonArray([.. error.Conditions.Select(condition => (JsonNode)condition.Name)]);
        entry["meaning"] = definition.Meaning;
        entry["fix"] = definition.Fix;
        entry["retry"] = Retry(definition.Retry);
        if (page(definition.Code) is { } docs)
        {
            entry["docs"] = docs;
        }

        return entry;
    }

    /// <summary>The advice as the contract writes it.</summary>
    private static JsonNode Retry(RetryAdvice advice) => advice switch
    {
        RetryAdvice.AfterHeader header => new JsonObject { ["after"] = "header", ["jitter"] = header.Jitter },
        RetryAdvice.Backoff backoff =>
            new JsonObject { ["backoff"] = new JsonArray([.. backoff.Seconds.Select(seconds => (JsonNode)seconds)]), ["attempts"] = backoff.Attempts },
        RetryAdvice.After after => new JsonObject { ["after"] = new JsonArray(after.FromSeconds, after.ToSeconds) },
        _ => "never",
    };
}
