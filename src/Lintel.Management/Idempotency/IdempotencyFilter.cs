using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lintel.Management.Idempotency;

/// <summary>
/// Answers a request that is repeated with its <c>Idempotency-Key</c> as it was answered the first time, for 24 hours and over restarts. For every POST that
/// changes something; other requests, and those without the header, pass.
/// </summary>
/// <remarks>One for the whole API: the same key must not run twice at a time, whatever the path.</remarks>
internal sealed class IdempotencyFilter : IEndpointFilter
{
    private const string ReadingScope = ":read";

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var call = await ApiCall.BindAsync(context.HttpContext) ?? throw new InvalidOperationException("The endpoint is under no API.");
        if (!Changes(call) || !call.Http.Request.Headers.TryGetValue(IdempotencyKey.Header, out var header))
        {
            return await next(context);
        }

        if (!IdempotencyKey.TryRead(header, out var text))
        {
            return new ErrorResult(Refusal.Unreadable(
                Condition.RequestMalformed,
                "The Idempotency-Key header must be sent once, with 1 to 255 visible ASCII characters, such as a UUID.",
                location: FieldLocation.Header));
        }

        var key = IdempotencyKey.OfCaller(call, text);
        if (!_running.TryAdd(key, true))
        {
            return new ErrorResult(Conflicts.Of("A request with this Idempotency-Key is still in progress. Send it again in a moment.").RetryIn(1));
        }

        try
        {
            return await AnswerAsync(call, key, context, next);
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }

    private static async ValueTask<object?> AnswerAsync(ApiCall call, string key, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var seal = new AnswerSeal(call.Service<Pepper>());
        var store = call.Service<ILintelStores>().SealedAnswers;
        var now = call.Service<TimeProvider>().GetUtcNow();
        var request = RequestFingerprint.Of(call);
        if (await store.FindAsync(AnswerSeal.NameOf(key), call.Aborted) is { } kept && kept.ExpiresAt > now && seal.CanOpen(kept))
        {
            var answer = KeptAnswer.Read(seal.Open(key, kept));
            return CryptographicOperations.FixedTimeEquals(answer.Request, request) ? answer.ToResult() : new ErrorResult(Other());
        }

        // First, so that a process that is killed before it has kept the answer does not carry the request out twice.
        await KeepAsync(KeptAnswer.Begun(request), now + Kept);
        var ended = false;
        try
        {
            var result = await RenderAsync(call, await next(context));

            // An operation that has written its answer by itself leaves none to keep, and must not be carried out twice.
            ended = result is EmptyHttpResult && call.Http.Response.StatusCode < StatusCodes.Status400BadRequest;

            // Before the caller sees it, and also where the caller has hung up: that is who will ask again.
            if (KeptAnswer.TryTake(request, result, out var taken))
            {
                ended = true;
                await KeepAsync(taken, now + Kept);
            }

            return result;
        }
        catch (OperationCanceledException)
        {
            // Whoever stopped waiting for the store does not know what it did.
            ended = true;
            throw;
        }
        finally
        {
            if (!ended)
            {
                // Nothing was done, so it may be tried again.
                await KeepAsync(KeptAnswer.Begun(request), now);
            }
        }

        ValueTask KeepAsync(KeptAnswer answer, DateTimeOffset expiresAt) => store.SaveAsync(
            seal.Seal(key, answer.Write(), expiresAt),
            now,
            CancellationToken.None);
    }

    // POST /keys/find reads, and is to find what is there now.
    private static bool Changes(ApiCall call) =>
        HttpMethods.IsPost(call.Http.Request.Method) && call.Operation?.Scope?.EndsWith(ReadingScope, StringComparison.Ordinal) != true;

    /// <summary>Results of any type become one that can be kept; refusals, and what the operation has written itself, stay.</summary>
    private static async ValueTask<object?> RenderAsync(ApiCall call, object? result) =>
        result is CreatedAnswer or ErrorResult or EmptyHttpResult ? result : await RenderedAnswer.OfAsync(call, result) ?? result;

    private static Refusal Other() => Refusal.Invalid(new FieldFault(
        FieldLocation.Header,
        IdempotencyKey.Header,
        FieldFaultKind.Other,
        "This Idempotency-Key was used for another request within the last 24 hours. Use a new one for each new request."));
}
