using Lintel.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Renders the result of a handler apart from the response, before the handler has returned it.</summary>
internal static class RenderedResult
{
    /// <summary>The answer as it is kept; null where the result is no success.</summary>
    public static async ValueTask<KeptAnswer?> OfAsync(ApiCall call, IdempotencyClaim claim, IResult result)
    {
        // A refusal is answered by the contract, and makes an answer of the call itself.
        if (Innermost(result) is ErrorResult)
        {
            return null;
        }

        using var body = new MemoryStream();
        var apart = new DefaultHttpContext { RequestServices = call.Http.RequestServices, User = call.Http.User };
        apart.Request.Method = call.Http.Request.Method;
        apart.Response.Body = body;
        foreach (var (name, values) in call.Http.Response.Headers)
        {
            apart.Response.Headers[name] = values;
        }

        await result.ExecuteAsync(apart);
        var response = apart.Response;
        return response.StatusCode >= StatusCodes.Status400BadRequest ? null
            : body.Length > claim.Rule.Body ? new KeptAnswer(claim.Request, AnswerState.NotKept) { Status = response.StatusCode }
            : new KeptAnswer(claim.Request, AnswerState.Answered)
            {
                Status = response.StatusCode,
                Headers = KeptFields.Of(claim.Rule, response.Headers),
                Body = body.ToArray(),
            };
    }

    private static IResult Innermost(IResult result) => result is INestedHttpResult nested ? Innermost(nested.Result) : result;
}
