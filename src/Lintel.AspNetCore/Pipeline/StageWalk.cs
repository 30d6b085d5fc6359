using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>Walks the contract's own order of guards, after routing has looked and before the endpoint runs.</summary>
internal sealed class StageWalk(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var call = ApiCall.Of(http);
        var endpoint = http.Feature<IEndpointFeature>()?.Endpoint;
        if (call is null || call.IsOutside)
        {
            // Deny by default: an operation is never reached but through the API whose contract guards it.
            return endpoint?.Metadata.GetMetadata<Operation>() is null ? PassBy(call, http) : Hide(http);
        }

        if (HttpMethods.IsOptions(http.Request.Method))
        {
            return AnswerOptions(call);
        }

        var routed = Route(call, endpoint);
        return routed.IsCompletedSuccessfully ? Walk(call) : AwaitRouting(call, routed);
    }

    private async Task AwaitRouting(ApiCall call, Task routed)
    {
        await routed;
        await Walk(call);
    }

    /// <summary>Takes the operation from the endpoint, or the methods of the path from the framework's own endpoint for 405.</summary>
    private static Task Route(ApiCall call, Endpoint? endpoint)
    {
        if (endpoint is null)
        {
            return Task.CompletedTask;
        }

        if (endpoint.Metadata.GetMetadata<Operation>() is not { } operation)
        {
            return TakeAllowed(call, endpoint);
        }

        // The framework takes "get" for GET; methods are case-sensitive (RFC 9110 section 9.1).
        if (operation.Answers(call.Http.Request.Method))
        {
            call.Operation = operation;
        }
        else
        {
            call.AllowedMethods = AllowField.Of(call.Runtime.OperationsOf(operation.Route).SelectMany(other => other.Methods));
        }

        return Task.CompletedTask;
    }

    private static async Task TakeAllowed(ApiCall call, Endpoint endpoint)
    {
        await endpoint.RequestDelegate!(call.Http);
        var headers = call.Http.Response.Headers;
        call.AllowedMethods = call.Http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed ? AllowField.Of(headers.GetCommaSeparatedValues("Allow")) : null;
        call.Http.Response.Clear();
    }

    private Task Walk(ApiCall call)
    {
        var guards = call.Runtime.Guards;
        for (var i = 0; i < guards.Length; i++)
        {
            var pending = guards[i].CheckAsync(call);
            if (!pending.IsCompletedSuccessfully)
            {
                return WalkOn(call, guards, i, pending);
            }

            if (pending.Result is Refusal refusal)
            {
                ErrorWriter.Answer(call, refusal);
                return Task.CompletedTask;
            }
        }

        return Enter(call);
    }

    private async Task WalkOn(ApiCall call, Guard[] guards, int index, ValueTask<Decision> pending)
    {
        while (true)
        {
            if (await pending is Refusal refusal)
            {
                ErrorWriter.Answer(call, refusal);
                return;
            }

            if (++index == guards.Length)
            {
                await Enter(call);
                return;
            }

            pending = guards[index].CheckAsync(call);
        }
    }

    private Task Enter(ApiCall call)
    {
        ResponseFields.Write(call);
        call.IsEntered = true;
        return next(call.Http);
    }

    private Task PassBy(ApiCall? call, HttpContext http)
    {
        call?.IsEntered = true;
        return next(http);
    }

    private static Task AnswerOptions(ApiCall call)
    {
        ResponseFields.Write(call);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        call.Http.Response.Headers.Allow = call.Runtime.AllMethods;
        return Task.CompletedTask;
    }

    private static Task Hide(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
