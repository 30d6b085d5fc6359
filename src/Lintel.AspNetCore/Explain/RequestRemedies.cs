using System.Text.Json.Nodes;

namespace Lintel.AspNetCore;

/// <summary>The remedies where the request is to be another one.</summary>
internal static class RequestRemedies
{
    private const int MostFaults = 5;

    /// <summary>One for each condition.</summary>
    public static (Condition Condition, Func<RemedyCase, Remedy> Remedy)[] All { get; } =
    [
        (Condition.NotFound, Missing),
        (Condition.RouteUnknown, Route),
        (Condition.ResourceMissing, Missing),
        (Condition.MethodUnsupported, Method),
        (Condition.MethodUnknown, refused => Same($"Use a method that HTTP has, in capital letters, instead of {refused.Entry.Method}.")),
        (Condition.RequestInvalid, Fields),
        (Condition.RequestFieldMissing, Fields),
        (Condition.RequestMalformed, refused => Say(refused, "Send a body that can be read: one JSON value in UTF-8 that names no member twice.")),
        (Condition.RequestUnreadable, refused => Say(refused, "Let an HTTP library write the request, and send all of it in time.")),
        (Condition.RequestTooLarge, refused => Bounded(refused, "Send a smaller body")),
        (Condition.RequestUriTooLong, refused => Bounded(refused, "Send a shorter address, with what is long in the body")),
        (Condition.RequestHeadersTooLarge, refused => Bounded(refused, "Send fewer or shorter header fields; cookies are often the largest")),
        (Condition.RequestMediaType, refused => Say(refused, "Send the body in a media type that the operation reads, and name it in Content-Type.")),
        (Condition.RequestEncoding, refused => Say(refused, "Send the body without Content-Encoding, or in one that the API reads.")),
        (Condition.StateConflict, refused => Say(refused, "Read the present state of the record, and repeat the change if it still fits.")),
        (Condition.IdempotencyMissing, refused => Say(refused, "Send the header that the message names, with a value that is new for each action.")),
        (Condition.IdempotencyMismatch, refused => Say(refused, "Use a new idempotency key: this one belongs to another request.")),
        (Condition.IdempotencyInFlight, _ => Same("Wait until the first request with this idempotency key has been answered, and send the request again.")),
    ];

    private static Remedy Same(string text) => new(text, text);

    private static Remedy Say(RemedyCase refused, string advice) => Same(refused.Argument("problem") is { } problem ? $"{advice} {problem}" : advice);

    private static Remedy Bounded(RemedyCase refused, string advice) =>
        Same(refused.Argument("limit") is { } limit ? $"{advice}: at most {limit} bytes." : $"{advice}.");

    private static Remedy Missing(RemedyCase refused) => refused.Argument("id") is { } id
        ? new Remedy(
            $"Use an id of {refused.Account}: no {refused.Argument("resource") ?? "record"} {id} is there, or another account has it.",
            $"Check the id {id}, and that the key belongs to the account that has the record.")
        : Same("Check the path and the ids in it: what was asked for is not there.");

    private static Remedy Route(RemedyCase refused) =>
        Same($"Call a path of the reference: no operation of '{refused.Runtime.Contract.Api}' has {refused.Entry.Route}.");

    private static Remedy Method(RemedyCase refused) => Same(
        refused.List("method", "allowed") is { } methods
            ? $"Use one of these methods: {methods}. The path does not take {refused.Entry.Method}."
            : $"Use one of the methods in the field Allow of the answer. The path does not take {refused.Entry.Method}.");

    private static Remedy Fields(RemedyCase refused)
    {
        var faults = refused.Guards.SelectMany(finding => finding.Compared?["faults"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        if (faults.Length == 0)
        {
            return refused.Argument("field") is { } field ? Say(refused, $"Correct the field {field}.") : Say(refused, "Correct the request.");
        }

        var named = faults.Take(MostFaults).Select(
            fault => fault["field"]?.ToString() is { Length: > 0 } name ? $"{name} ({fault["problem"]})" : $"{fault["problem"]}");
        return Same($"Correct {string.Join("; ", named)}{(faults.Length > MostFaults ? "; and the others" : string.Empty)}.");
    }
}
