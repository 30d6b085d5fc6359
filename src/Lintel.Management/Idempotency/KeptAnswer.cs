using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Idempotency;

/// <summary>An answer of an operation as it is kept: what was created, or why nothing was, or that it has begun and has no answer yet.</summary>
/// <param name="Request">The fingerprint of the request that it answers.</param>
/// <param name="Location">The path of what was created; null for none.</param>
/// <param name="Id">The id of what was created; null for none.</param>
/// <param name="Body">The body of a success; null for a refusal.</param>
/// <param name="Refusal">The refusal; null for a success.</param>
/// <param name="Status">The status of a success that names nothing created; 0 for others.</param>
/// <param name="ContentType">The media type of such a success; null for none.</param>
internal sealed record KeptAnswer(byte[] Request, string? Location, string? Id, string? Body, KeptRefusal? Refusal, int Status = 0, string? ContentType = null)
{
    /// <summary>The answer of a request that has begun; it stays where the process ends before the request does.</summary>
    public static KeptAnswer Begun(byte[] request) => new(request, null, null, null, null);

    /// <summary>Takes the result of an operation.</summary>
    /// <returns>False where the guards' kind of refusal was met, or something else that another try may end differently.</returns>
    public static bool TryTake(byte[] request, object? result, [NotNullWhen(true)] out KeptAnswer? answer)
    {
        answer = result switch
        {
            CreatedAnswer created => new KeptAnswer(request, created.Location, created.Id, created.Body, null),
            RenderedAnswer rendered => new KeptAnswer(request, rendered.Location, null, rendered.Body, null, rendered.Status, rendered.ContentType),
            ErrorResult { Refusal: var refusal } when KeptRefusal.IsFinal(refusal) => new KeptAnswer(request, null, null, null, KeptRefusal.Of(refusal)),
            _ => null,
        };
        return answer is not null;
    }

    public static KeptAnswer Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<KeptAnswer>(json) ?? throw new CryptographicException("A kept answer is empty.");

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>The same answer again.</summary>
    public IResult ToResult() => this switch
    {
        { Refusal: { } refusal } => new ErrorResult(refusal.ToRefusal()),
        { Body: { } body, Id: { } id } => new ReplayedAnswer(new CreatedAnswer(body, Location!, id), id),
        { Body: { } body } => new ReplayedAnswer(new RenderedAnswer(Status, ContentType, Location, body), null),
        _ => new ErrorResult(Conflicts.Of(
            "The first request with this Idempotency-Key was cut short, and may have been carried out. See whether it was, and send a new request with "
                + "another key.")),
    };
}

/// <summary>A refusal of an operation as it is kept.</summary>
/// <param name="Condition">The condition's name.</param>
/// <param name="Arguments">Its arguments; those of the operations of this API are texts.</param>
/// <param name="Faults">The faults of fields.</param>
internal sealed record KeptRefusal(string Condition, IReadOnlyDictionary<string, string?> Arguments, IReadOnlyList<FieldFault> Faults)
{
    private static readonly Condition[] Final =
        [Lintel.Condition.ResourceMissing, Lintel.Condition.StateConflict, Lintel.Condition.RequestInvalid, Lintel.Condition.RequestFieldMissing];

    /// <summary>
    /// Returns true if a refusal is an answer of the operation. One for lack of rights is not: like those of the guards, it is decided for each
    /// request.
    /// </summary>
    public static bool IsFinal(Refusal refusal) => refusal.Condition is { } condition && Final.Contains(condition);

    public static KeptRefusal Of(Refusal refusal) =>
        new(refusal.Condition!.Name, refusal.Arguments.ToDictionary(argument => argument.Name, argument => argument.Value?.ToString()), refusal.Faults);

    public Refusal ToRefusal() => Lintel.Condition.TryParse(Condition, out var condition)
        ? Refusal.For(condition, [.. Arguments.Select(argument => new RefusalArgument(argument.Key, argument.Value))]).WithFaults(Faults)
        : throw new CryptographicException($"A kept answer has the condition {Condition}, which is not known.");
}
