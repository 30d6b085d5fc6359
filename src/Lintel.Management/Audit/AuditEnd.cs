using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Audit;

/// <summary>The outcome of a change.</summary>
/// <param name="Outcome">The outcome, as the audit log names it.</param>
/// <param name="Target">The record that was changed or created; null for none.</param>
internal readonly record struct AuditEnd(string Outcome, string? Target)
{
    private const string Done = "done";
    private const string Replayed = "replayed";

    /// <summary>true where the change was made by this very request; otherwise, false.</summary>
    public bool IsDone => Outcome == Done;

    public static AuditEnd Failed { get; } = new("failed", null);

    /// <summary>The outcome of a request that was answered as the first one with its idempotency key was.</summary>
    public static AuditEnd OfReplay(ApiCall call) => new(Replayed, TargetOf(call));

    /// <summary>The outcome of signing in.</summary>
    public static AuditEnd OfSignIn(Session session) => new(Done, session.Id);

    public static AuditEnd Of(ApiCall call, object? result) => result switch
    {
        CreatedAnswer created => new AuditEnd(Done, created.Id),
        CountedAnswer counted => new AuditEnd(Done, counted.Target),

        // The id of a record that is not there is whatever the caller wrote, and may be a secret in the wrong place.
        ErrorResult { Refusal: var refusal } => new AuditEnd(refusal.ToString(), refusal.Condition == Condition.ResourceMissing ? null : TargetOf(call)),
        IStatusCodeHttpResult { StatusCode: >= 400 and var status } => new AuditEnd($"http.{status}", null),
        _ => new AuditEnd(Done, TargetOf(call)),
    };

    private static string? TargetOf(ApiCall call) =>
        call.Http.Request.RouteValues.Count == 0 ? null : string.Join(' ', call.Http.Request.RouteValues.Values);
}
