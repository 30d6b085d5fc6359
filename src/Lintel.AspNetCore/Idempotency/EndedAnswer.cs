using Lintel.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Tells what is kept of a request that has ended: its success, its refusal, that it was carried out, or nothing.</summary>
internal static class EndedAnswer
{
    // RFC 8470 section 5.2.
    private const int TooEarly = 425;

    // Refusals of other kinds are decided anew for each request: rights, limits, and what the server could not do.
    private static readonly Condition[] Final = [Condition.NotFound, Condition.RequestInvalid, Condition.StateConflict];

    /// <summary>The answer to keep; null where the request may be carried out again, or it is not known how it ended.</summary>
    public static KeptAnswer? Of(ApiCall call, IdempotencyClaim claim)
    {
        if (IsUnknown(call))
        {
            return null;
        }

        if (call.Error is { } error)
        {
            return IsFinal(call, error.Status) ? new KeptAnswer(claim.Request, AnswerState.Answered) { Refusal = KeptRefusal.Of(call.Refusal!) } : null;
        }

        var response = call.Http.Response;
        return HeldResponse.Of(call) is { IsReplaceable: true } held && held.Held.Length <= claim.Rule.Body
            ? new KeptAnswer(claim.Request, AnswerState.Answered)
            {
                Status = response.StatusCode,
                Headers = KeptFields.Of(claim.Rule, response.Headers),
                Body = held.Held.ToArray(),
            }
            : new KeptAnswer(claim.Request, AnswerState.NotKept) { Status = response.StatusCode };
    }

    /// <summary>True where the response was cut or nobody was left to answer: the operation may have changed something.</summary>
    public static bool IsUnknown(ApiCall call) => call.IsCut || call.ClientIsGone;

    private static bool IsFinal(ApiCall call, int status) =>
        call.BodyFailure is null && call.Undeclared is null && IsFinal(status, call.Refusal!.Condition);

    /// <summary>Tells whether a refusal is kept.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="condition">Its condition; null for a code of the operation's own.</param>
    public static bool IsFinal(int status, Condition? condition)
    {
        while (condition?.Fallback is { } general)
        {
            condition = general;
        }

        return IsFinal(status) && (condition is null || Array.IndexOf(Final, condition) >= 0);
    }

    private static bool IsFinal(int status) => status is < StatusCodes.Status500InternalServerError and not (StatusCodes.Status401Unauthorized
        or StatusCodes.Status403Forbidden
        or StatusCodes.Status408RequestTimeout
        or TooEarly
        or StatusCodes.Status429TooManyRequests);
}
