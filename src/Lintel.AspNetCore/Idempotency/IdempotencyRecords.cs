using System.Collections.Concurrent;
using Lintel.Contracts;
using Lintel.Idempotency;
using Lintel.Keys;
using Lintel.Stores;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Keeps the answers of requests with idempotency keys. One for the whole process: the same key must not run twice at a time. Thread-safe.
/// </summary>
internal sealed partial class IdempotencyRecords(
    ILintelStores stores, IEnumerable<ApiAnswerStore> joined, Pepper pepper, TimeProvider time, ILogger<IdempotencyRecords> logger)
{
    private readonly AnswerSeal _seal = new(pepper);
    private readonly Dictionary<string, IJoinedAnswerStore> _joined = ByApi(joined);
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Api, string Operation), bool> _reported = new();

    /// <summary>The stores that answers are kept in, each once.</summary>
    public IEnumerable<ISealedAnswerStore> Stores => [stores.SealedAnswers, .. _joined.Values];

    /// <summary>The APIs that keep answers beside their own records.</summary>
    public IEnumerable<string> JoinedApis => _joined.Keys;

    /// <summary>The database in which an API keeps answers beside its own records; null for none.</summary>
    public IJoinedAnswerStore? JoinedOf(string api) => _joined.GetValueOrDefault(api);

    /// <summary>The work of a handler of an API that keeps answers beside its own records.</summary>
    /// <exception cref="InvalidOperationException">The API does not.</exception>
    public IdempotentWork WorkOf(ApiCall call) => new(
        call,
        JoinedOf(call.Contract.Api) ?? throw new InvalidOperationException(WithoutDatabase(call.Contract.Api)));

    /// <summary>Tells what is missing where a handler takes an <see cref="IdempotentWork"/>.</summary>
    public static string WithoutDatabase(string api) =>
        $"{nameof(IdempotentWork)} needs the database that the handlers of '{api}' write to. Call AddIdempotencyDatabase(\"{api}\", …) on what AddLintel "
            + "returns.";

    /// <summary>Takes a key for a request, until <see cref="Release"/>.</summary>
    /// <returns>The claim, which the call has from now on; null where a request with this key is in progress.</returns>
    /// <exception cref="InvalidOperationException">The caller has no account.</exception>
    public IdempotencyClaim? TryClaim(ApiCall call, IdempotencyRule rule, string text)
    {
        var claim = ClaimOf(call, rule, text);
        if (!_running.TryAdd(Convert.ToHexString(claim.Name), true))
        {
            return null;
        }

        call.Idempotency = claim;
        return claim;
    }

    /// <summary>The claim that a request would have, for one that is only thought of: nothing is taken, so nothing is to be released.</summary>
    /// <returns>The claim; null where a request with this key is in progress.</returns>
    /// <exception cref="InvalidOperationException">The caller has no account.</exception>
    public IdempotencyClaim? Peek(ApiCall call, IdempotencyRule rule, string text)
    {
        var claim = ClaimOf(call, rule, text);
        if (_running.ContainsKey(Convert.ToHexString(claim.Name)))
        {
            return null;
        }

        call.Idempotency = claim;
        return claim;
    }

    private IdempotencyClaim ClaimOf(ApiCall call, IdempotencyRule rule, string text)
    {
        var account = call.AccountOrNull?.Id
            ?? throw new InvalidOperationException($"{call.Operation!.Name} is idempotent, and the caller has no account that its answers could be kept for.");
        var api = call.Contract.Api;
        var among = rule.Per switch
        {
            IdempotencyScope.Operation => $"{account}\n{call.Operation!.Name}",
            IdempotencyScope.Caller => $"{account}\n{call.Subject}",
            _ => account,
        };
        // Where callers of an account are told apart, none of them uses up the places of the others.
        var owner = OwnerOf(api, account, rule.Per == IdempotencyScope.Caller ? call.Subject ?? string.Empty : null);
        ISealedAnswerStore store = JoinedOf(api) is { } own ? own : stores.SealedAnswers;
        return new IdempotencyClaim(rule, store, _seal, owner, $"{api}\n{among}\n{text}", time.GetUtcNow());
    }

    /// <summary>
    /// Notes that the operation is about to run, so that a process that is killed before it has kept the answer does not carry the request out twice. A
    /// handler that keeps its answer in its own transaction needs no note.
    /// </summary>
    /// <returns>A refusal where there is no place for the answer; otherwise, null.</returns>
    public async ValueTask<Refusal?> BeginAsync(ApiCall call, IdempotencyClaim claim)
    {
        if (!call.Operation!.JoinsTransaction)
        {
            var begun = claim.Seal(new KeptAnswer(claim.Request, AnswerState.Begun));
            if (await claim.Store.BeginAsync(begun, claim.Rule.PerAccount, claim.Now, CancellationToken.None) is { IsFree: false } place)
            {
                return IdempotencyRefusals.NoPlace(claim, place);
            }

            claim.IsNoted = true;
        }

        claim.HasBegun = true;

        // A client that hangs up sends the request again, and is then told how it ended. So the operation is not told of it.
        claim.ClientGone = call.Http.RequestAborted;
        call.Http.RequestAborted = CancellationToken.None;
        return null;
    }

    /// <summary>
    /// Keeps the answer of a call, before the caller sees it. Where that fails, the note of the beginning stays: a repeated request is told that the first may
    /// have been carried out.
    /// </summary>
    public async ValueTask KeepAsync(ApiCall call)
    {
        if (call.Idempotency is not { HasBegun: true, IsSettled: false } claim)
        {
            return;
        }

        claim.IsSettled = true;
        switch (EndedAnswer.Of(call, claim))
        {
            case { } answer:
                if (answer.State == AnswerState.NotKept && _reported.TryAdd((call.Contract.Api, call.Operation!.Name), true))
                {
                    Log.NotKept(logger, call.Operation!.Name, claim.Rule.Body);
                }

                await claim.Store.SaveAsync(claim.Seal(answer), CancellationToken.None);
                break;
            case null when claim.IsNoted && !EndedAnswer.IsUnknown(call):
                await claim.Store.RemoveAsync(claim.Name, CancellationToken.None);
                break;
        }
    }

    /// <summary>Gives the key of a call back.</summary>
    public void Release(ApiCall call)
    {
        if (call.Idempotency is { } claim)
        {
            if (claim.HasBegun)
            {
                call.Http.RequestAborted = claim.ClientGone;
            }

            _running.TryRemove(Convert.ToHexString(claim.Name), out _);
        }
    }

    /// <summary>Removes the answers that an account or, where they are told apart, one of its callers was given.</summary>
    /// <param name="api">The API of the account.</param>
    /// <param name="account">The account.</param>
    /// <param name="caller">The key, person or application; null for the whole account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RemoveOfAsync(string api, string account, string? caller, CancellationToken cancellationToken)
    {
        ISealedAnswerStore store = JoinedOf(api) is { } own ? own : stores.SealedAnswers;
        while (await store.RemoveOfAsync(OwnerOf(api, account, caller), cancellationToken))
        {
            // More are left.
        }
    }

    private static string OwnerOf(string api, string account, string? caller) => caller is null ? $"{api} {account}" : $"{api} {account} {caller}";

    private static Dictionary<string, IJoinedAnswerStore> ByApi(IEnumerable<ApiAnswerStore> joined)
    {
        var byApi = new Dictionary<string, IJoinedAnswerStore>(StringComparer.Ordinal);
        foreach (var (api, store) in joined)
        {
            if (!byApi.TryAdd(api, store))
            {
                throw new InvalidOperationException($"AddIdempotencyDatabase(\"{api}\", …) was called twice. Keep one of the calls.");
            }
        }

        return byApi;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "An answer of {Operation} was streamed or larger than {Bytes} bytes, and was not kept: a request that is repeated is told so and not carried out "
                + "again. Raise `body` of `idempotency`, return less, or take .Idempotent() away. This is logged once.")]
        public static partial void NotKept(ILogger logger, string operation, int bytes);
    }
}
