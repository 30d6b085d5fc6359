using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management.Nodes;

/// <summary>
/// Answers a change when every node has applied it or may not answer from its memory any more, and tells so. Where the caller does not wait as long, the
/// status is 202: the change is made, and some nodes may still answer from before it.
/// </summary>
internal sealed class ReceiptFilter : IEndpointFilter
{
    private const string Member = "receipt";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (result is null or ErrorResult or IStatusCodeHttpResult { StatusCode: >= 400 })
        {
            return result;
        }

        var call = await ApiCall.BindAsync(context.HttpContext) ?? throw new InvalidOperationException("The endpoint is under no API.");
        return With(await WaitAsync(call), result);
    }

    // The change is made, and its answer may hold a secret that is shown this once: it is given also where nobody can tell how far the change has come.
    private static async Task<ChangeReceipt?> WaitAsync(ApiCall call)
    {
        try
        {
            return await call.Service<INodes>().WaitAsync(call.Query<ReceiptWish>().Wait, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static object With(ChangeReceipt? receipt, object result) => result switch
    {
        CountedAnswer counted => new CountedAnswer((IResult)With(receipt, counted.Answer), counted.Target),
        CreatedAnswer created => new CreatedAnswer(
            Add(receipt, JsonNode.Parse(created.Body)).ToJsonString(Answer.Options),
            created.Location,
            created.Id,
            receipt is { IsComplete: true } ? StatusCodes.Status201Created : StatusCodes.Status202Accepted),
        IValueHttpResult { Value: { } value } => Results.Json(
            Add(receipt, JsonSerializer.SerializeToNode(value, value.GetType(), Answer.Options)),
            Answer.Options,
            statusCode: receipt is { IsComplete: true } ? StatusCodes.Status200OK : StatusCodes.Status202Accepted),
        _ => throw new InvalidOperationException($"A change answers with a body, which its receipt is in, and not with {result}."),
    };

    private static JsonObject Add(ChangeReceipt? receipt, JsonNode? body)
    {
        var members = (JsonObject)body!;
        members[Member] = receipt is null ? null : JsonSerializer.SerializeToNode(ReceiptShape.Tell(receipt), Answer.Options);
        return members;
    }
}

/// <summary>Puts receipts on operations.</summary>
internal static class ReceiptExtensions
{
    private static readonly ReceiptFilter Filter = new();

    /// <summary>The operation changes what nodes keep in memory: its answer waits for them, and has a receipt.</summary>
    /// <typeparam name="T">The answer where not all nodes have applied the change yet.</typeparam>
    /// <param name="builder">The endpoint.</param>
    public static RouteHandlerBuilder TellsReceipt<T>(this RouteHandlerBuilder builder) => builder
        .AcceptsQuery<ReceiptQueryDocument>()
        .Query(ReceiptWish.Read)
        .Produces<T>(StatusCodes.Status202Accepted)
        .AddEndpointFilter(Filter);
}
