using System.Security.Cryptography;
using Lintel.Contracts;
using Lintel.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Lets the first request with an idempotency key pass, holds back others while it is in progress, and gives its answer again to those that come later.
/// </summary>
internal sealed class IdempotencyGuard(IdempotencyRule rule, IdempotencyRecords records) : Guard
{
    private static readonly Decision Replayed = Decision.Pass.Comparing(("replayed", "true"));
    private static readonly Decision WouldReplay = Decision.Pass.Comparing(("would", "replay"));
    private static readonly Decision WouldRun = Decision.Pass.Comparing(("would", "run"));

    private readonly Refusal _inFlight = IdempotencyRefusals.InFlight(rule);
    private readonly Refusal _missing = IdempotencyRefusals.Missing(rule);
    private readonly Refusal _malformed = IdempotencyRefusals.Malformed(rule);
    private readonly Refusal _mismatch = IdempotencyRefusals.Mismatch(rule);

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        // A media type that is not read is refused in its own place.
        if (call.Operation is not { IsIdempotent: true } || IsSafe(call.Http.Request.Method) || call.BodyDecision is Refusal)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        if (!call.Http.Request.Headers.TryGetValue(rule.Header, out var header))
        {
            return ValueTask.FromResult(rule.IsRequired ? _missing : Decision.Pass);
        }

        return IdempotencyKeyText.TryRead(header, rule, out var key) ? ClaimAsync(call, key) : ValueTask.FromResult<Decision>(_malformed);
    }

    /// <summary>RFC 9110 section 9.2.1: nothing is changed, so that nothing is done twice.</summary>
    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private async ValueTask<Decision> ClaimAsync(ApiCall call, string key)
    {
        // Before the body is read: a body that comes slowly is in progress as well. A rehearsal looks and takes nothing.
        if ((call.IsRehearsal ? records.Peek(call, rule, key) : records.TryClaim(call, rule, key)) is not { } claim)
        {
            return _inFlight;
        }

        (claim.Request, var refusal) = await RequestFingerprint.OfAsync(call);
        if (refusal is not null)
        {
            return refusal;
        }

        // Not with the client's token: whoever hangs up asks again.
        var kept = await claim.Store.FindAsync(claim.Name, CancellationToken.None);
        return kept is null || kept.ExpiresAt <= claim.Now
            ? call.IsRehearsal ? WouldRun : Decision.Pass
            : Answer(claim, claim.Open(kept), call.IsRehearsal ? WouldReplay : Replayed);
    }

    private Decision Answer(IdempotencyClaim claim, KeptAnswer? kept, Decision replayed)
    {
        if (kept is null)
        {
            return IdempotencyRefusals.Unreadable;
        }

        if (!CryptographicOperations.FixedTimeEquals(kept.Request, claim.Request))
        {
            return _mismatch;
        }

        switch (kept.State)
        {
            case AnswerState.Begun:
                return IdempotencyRefusals.CutShort;
            case AnswerState.NotKept:
                return IdempotencyRefusals.NotKept(kept.Status);
            default:
                claim.Replay = kept;
                return replayed;
        }
    }
}
