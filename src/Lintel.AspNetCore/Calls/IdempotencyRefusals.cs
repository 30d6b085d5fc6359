using Lintel.Contracts;
using Lintel.Idempotency;

namespace Lintel.AspNetCore;

/// <summary>The refusals of requests with idempotency keys, and of those that lack one.</summary>
internal static class IdempotencyRefusals
{
    private const int MomentInSeconds = 1;

    /// <summary>The process ended before the first request did, or its answer could not be saved.</summary>
    public static Refusal CutShort { get; } = Conflict(
        "The first request with this idempotency key was cut short, and may have been carried out. See whether it was, and send a new request "
            + "with another key.");

    /// <summary>The answer was sealed with a pepper that is not known here any more.</summary>
    public static Refusal Unreadable { get; } = Conflict(
        "The answer to the first request with this idempotency key cannot be read any more. See what it did, and send a new request with another key.");

    public static Refusal NotKept(int status) => Conflict(
        $"The request with this idempotency key was carried out with the status {status}, and its answer was too large to be kept. Read what "
            + "it did in another way.");

    public static Refusal InFlight(IdempotencyRule rule) => Refusal
        .For(
            Condition.IdempotencyInFlight,
            ("problem", $"A request with this {rule.Header} is still in progress. Send it again in a moment."))
        .RetryIn(MomentInSeconds);

    public static Refusal Missing(IdempotencyRule rule) => OfHeader(
        Condition.IdempotencyMissing,
        rule,
        FieldFaultKind.Missing,
        $"The header {rule.Header} is missing. Send {IdempotencyKeyText.DescribeForm(rule)}, a new one for each new request.");

    public static Refusal Mismatch(IdempotencyRule rule) => OfHeader(
        Condition.IdempotencyMismatch,
        rule,
        FieldFaultKind.Other,
        $"This {rule.Header} was used for another request within the last {rule.KeepText}. Use a new one for each new request.");

    public static Refusal Malformed(IdempotencyRule rule) => OfHeader(
        Condition.RequestMalformed,
        rule,
        FieldFaultKind.Format,
        $"The header {rule.Header} must be sent once, with {IdempotencyKeyText.DescribeForm(rule)}.");

    /// <summary>The refusal of a request whose answer has no place in the store.</summary>
    public static Refusal NoPlace(IdempotencyClaim claim, AnswerPlace place) => place.FullUntil is { } until
        ? Refusal.OverLimit(claim.Rule.PerAccount, claim.Rule.KeepText, Math.Max(1, (int)Math.Ceiling((until - claim.Now).TotalSeconds)))
        : InFlight(claim.Rule);

    private static Refusal Conflict(string problem) => Refusal.For(Condition.StateConflict, ("problem", problem));

    private static Refusal OfHeader(Condition condition, IdempotencyRule rule, FieldFaultKind kind, string problem) => Refusal
        .For(condition, ("problem", problem), ("field", rule.Header))
        .WithFaults([new FieldFault(FieldLocation.Header, rule.Header, kind, problem)]);
}
