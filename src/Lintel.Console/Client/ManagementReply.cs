using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Management;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>An answer of the management API.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body as it was sent.</param>
internal sealed record ManagementReply(int Status, byte[] Body)
{
    /// <summary>The entity tag of the record; null for none.</summary>
    public string? EntityTag { get; init; }

    /// <summary>The answer for a path that names nothing.</summary>
    public static ManagementReply NoSuchRecord { get; } = new(
        StatusCodes.Status404NotFound,
        """{"code":"not_found","detail":"No record has this id: it has a character that no id has."}"""u8.ToArray());

    /// <summary>true if an earlier request with the idempotency key is still in progress.</summary>
    public bool IsInFlight { get; init; }

    /// <summary>true if the request was refused or failed.</summary>
    public bool IsRefused => Status >= StatusCodes.Status400BadRequest;

    /// <summary>Reads a success.</summary>
    /// <typeparam name="T">The shape of the body.</typeparam>
    /// <exception cref="ManagementRefusedException">It is none.</exception>
    public T Read<T>() => IsRefused
        ? throw new ManagementRefusedException(Refusal())
        : JsonSerializer.Deserialize<T>(Body, Answer.Options) ?? throw new InvalidOperationException("The management API answered null.");

    /// <summary>Reads a refusal.</summary>
    public ManagementProblem Refusal()
    {
        var body = Parse();
        return new ManagementProblem(
            Status,
            Text(body, "code") ?? "unknown",
            Text(body, "detail") ?? ReasonPhrase(),
            Text(body, "requestId"),
            [.. (body?["errors"] as JsonArray ?? []).Select(FaultOf)])
        {
            IsUndecided = IsInFlight || Status >= StatusCodes.Status500InternalServerError,
        };
    }

    private static FieldFault FaultOf(JsonNode? error) => new(Text(error, "field") ?? string.Empty, Text(error, "message") ?? string.Empty);

    private string ReasonPhrase() => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status);

    private JsonNode? Parse()
    {
        try
        {
            return Body.Length == 0 ? null : JsonNode.Parse(Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node, string member) => node?[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

/// <summary>A refusal by the management API.</summary>
/// <param name="Status">The status.</param>
/// <param name="Code">The code.</param>
/// <param name="Detail">The message.</param>
/// <param name="RequestId">The id of the request; null where the answer names none.</param>
/// <param name="Faults">The fields at fault.</param>
internal sealed record ManagementProblem(int Status, string Code, string Detail, string? RequestId, IReadOnlyList<FieldFault> Faults)
{
    /// <summary>true if the change may have been made all the same.</summary>
    public bool IsUndecided { get; init; }

    /// <summary>The refusal of a change in words.</summary>
    public string Told => IsUndecided ? $"It is not known whether this was changed. {Detail}" : $"Nothing was changed. {Detail}";

    /// <summary>The refusal of a change that was to be confirmed and was not.</summary>
    /// <param name="detail">The message.</param>
    /// <param name="fault">The fault of the field.</param>
    /// <param name="field">The field.</param>
    public static ManagementProblem Unconfirmed(string detail, string fault, string field) =>
        new(StatusCodes.Status422UnprocessableEntity, "unconfirmed", detail, RequestId: null, [new FieldFault(field, fault)]);
}

/// <summary>A field at fault, such as <c>scopes[1]</c>.</summary>
internal sealed record FieldFault(string Field, string Message)
{
    /// <summary>The field without the place in its list.</summary>
    public string Name => Field.Split('[', '.')[0];
}

/// <summary>The management API refused what a page needs.</summary>
internal sealed class ManagementRefusedException(ManagementProblem problem) : Exception(problem.Detail)
{
    public ManagementProblem Problem { get; } = problem;
}
