using System.Globalization;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// Turns a status that the application has set into a refusal. The contract's own definition for the status (<c>when: http.410</c>) comes first, then
/// the condition that the status stands for, then the general error of its class. The status itself is kept; only faults of fields are answered as the
/// contract answers them, for 400 is the framework's number for those and nobody's choice.
/// </summary>
internal static class StatusRefusals
{
    private const int ShortestWait = 1;

    public static Refusal Of(ApiCall call, int status, ForeignBody body)
    {
        var own = OwnOf(call.Contract, status);
        if (own is null && status == StatusCodes.Status400BadRequest && body.Unreadable is { } unreadable)
        {
            return unreadable;
        }

        if (own is null && body.Faults.Count > 0 && status is StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity)
        {
            var invalid = Refusal.Invalid(body.Faults);
            return status == StatusCodes.Status400BadRequest ? invalid : invalid.KeepStatus(status);
        }

        var problem = body.Text ?? body.Unreadable?["problem"] as string ?? (body.Faults is [var fault, ..] ? fault.Problem : StatusTexts.Of(status));
        var refusal = WithCause(For(call, own ?? ConditionOf(call, status), problem), status, body.Text);
        return Waiting(call, status, refusal).WithFaults(body.Faults).KeepStatus(status);
    }

    private static Refusal WithCause(Refusal refusal, int status, string? text) =>
        status < StatusCodes.Status500InternalServerError
            ? refusal
            : refusal.BecauseOf($"The application answered {status}{(text is null ? "." : $": {text}")}");

    private static Condition? OwnOf(Contract contract, int status) =>
        Condition.Http(status) is var own && contract.TryGetError(own, out var definition) && definition.When.Contains(own) ? own : null;

    /// <summary>The condition that answers a status of the application, whoever calls.</summary>
    public static Condition ConditionOf(Contract contract, int status) => OwnOf(contract, status) ?? StandIn(contract, status);

    private static Condition ConditionOf(ApiCall call, int status)
    {
        var contract = call.Contract;
        if (status == StatusCodes.Status401Unauthorized && call.AccountOrNull is not null && contract.TryGetError(Condition.PermissionDenied, out _))
        {
            // The guards know the caller, whom a definition for a missing or wrong credential would tell to send another.
            return Condition.PermissionDenied;
        }

        return StandIn(contract, status);
    }

    private static Condition StandIn(Contract contract, int status)
    {
        var candidates = Candidates(status);
        return candidates.FirstOrDefault(condition => contract.TryGetError(condition, out var error) && error.Status == status)
            ?? candidates.FirstOrDefault(condition => contract.TryGetError(condition, out _))
            ?? (contract.TryGetError(Condition.Http(status), out _) ? Condition.Http(status) : General(status));
    }

    private static Condition[] Candidates(int status) => status switch
    {
        400 => [Condition.RequestInvalid, Condition.RequestMalformed],
        503 => [Condition.ServerOverloaded, Condition.ServerDependency],
        _ when Condition.Http(status).Fallback is { } stands && stands != General(status) => [stands],
        _ => [],
    };

    private static Condition General(int status) => status < StatusCodes.Status500InternalServerError ? Condition.RequestInvalid : Condition.ServerError;

    private static Refusal For(ApiCall call, Condition condition, string problem) => Refusal.For(
        condition,
        ("problem", problem),
        ("field", string.Empty),
        ("method", call.Http.Request.Method),
        ("retryAfter", WaitOf(call) ?? ShortestWait));

    /// <summary>A limiter of the application says when to come back, or the shortest wait is told: an error of this kind always has one.</summary>
    private static Refusal Waiting(ApiCall call, int status, Refusal refusal)
    {
        var wait = WaitOf(call) ?? (status == StatusCodes.Status429TooManyRequests ? ShortestWait : null);
        return wait is { } seconds ? refusal.RetryIn(seconds) : refusal;
    }

    private static int? WaitOf(ApiCall call)
    {
        var field = call.Http.Response.Headers.RetryAfter;
        if (StringValues.IsNullOrEmpty(field))
        {
            return null;
        }

        if (WholeNumberText.TryParse(field.ToString(), out int seconds))
        {
            return seconds;
        }

        return DateTimeOffset.TryParseExact(field.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? (int)Math.Clamp(Math.Ceiling((date - call.StartedAt).TotalSeconds), ShortestWait, int.MaxValue)
            : null;
    }
}
