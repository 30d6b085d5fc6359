using System.Data.Common;
using Lintel.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Changes records and keeps the answer for repeated requests in one transaction: either both are there or neither is, wherever the process ends. A handler of
/// an idempotent operation takes it as a parameter. The database is the one that <c>AddIdempotencyDatabase</c> names for the API. Not thread-safe.
/// </summary>
/// <example>
/// <code>
/// shop.MapPost("/orders", (Body&lt;NewOrder&gt; body, IdempotentWork work) => work.WriteAsync(async connection =>
/// {
///     var order = await Order.AddAsync(connection, body.Value);
///     return TypedResults.Created($"/shop/orders/{order.Id}", order);
/// })).Idempotent();
/// </code>
/// </example>
public sealed class IdempotentWork
{
    private readonly ApiCall _call;
    private readonly IJoinedAnswerStore _store;

    internal IdempotentWork(ApiCall call, IJoinedAnswerStore store) => (_call, _store) = (call, store);

    /// <summary>
    /// Does some work in a transaction and returns its result, which the handler returns in turn. Where the request has an idempotency key and the result is a
    /// success, the result is kept as the answer in the same transaction. A work that throws leaves nothing behind.
    /// </summary>
    /// <typeparam name="TResult">The type of the result, such as <c>Created&lt;Order&gt;</c>.</typeparam>
    /// <param name="work">The work. As with every write of the database, it awaits nothing but calls on the connection that it is given.</param>
    /// <param name="cancellationToken">Leaves the queue of writes; work that has begun is finished.</param>
    /// <exception cref="InvalidOperationException">Called a second time for a request, after an answer was kept.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<TResult> WriteAsync<TResult>(Func<DbConnection, Task<TResult>> work, CancellationToken cancellationToken = default)
        where TResult : IResult
    {
        ArgumentNullException.ThrowIfNull(work);
        var claim = _call.Idempotency;
        if (claim is { IsSettled: true })
        {
            throw new InvalidOperationException("The answer to this request is kept already. Make all changes of a request in one IdempotentWork.WriteAsync.");
        }

        try
        {
            var (result, isKept) = await _store.WriteAsync(
                async connection =>
                {
                    var result = await work(connection);
                    var answer = claim is null ? null : await RenderedResult.OfAsync(_call, claim, result);
                    return ((Result: result, IsKept: answer is not null), answer is null ? null : claim!.Seal(answer));
                },
                claim?.Rule.PerAccount ?? 0,
                claim?.Now ?? default,
                cancellationToken);
            claim?.IsSettled = isKept;
            return result;
        }
        catch (AnswerPlaceException exception)
        {
            throw new ApiException(IdempotencyRefusals.NoPlace(claim!, exception.Place));
        }
    }
}
