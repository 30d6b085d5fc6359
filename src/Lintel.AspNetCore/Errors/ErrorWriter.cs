using System.Buffers;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>The one place that writes error responses.</summary>
internal static class ErrorWriter
{
    // One a thread, used between two calls that do not wait. It keeps the public text of the last refusal, and neither an account nor a key.
    [ThreadStatic]
    private static ErrorBody? _body;

    /// <summary>Answers a call by the contract's row for a refusal. Once a response has begun it is cut off: a second body would be a lie.</summary>
    public static Task WriteAsync(ApiCall call, Refusal refusal)
    {
        var error = ErrorRows.Resolve(call, ref refusal);
        call.Refusal = refusal;
        call.Error = error;
        var response = call.Http.Response;
        if (response.HasStarted)
        {
            call.Http.Abort();
            return Task.CompletedTask;
        }

        if (call.IsEntered || response.Headers.Count > 0)
        {
            // Not where nothing was written: it takes 1 % of a refusal.
            response.Clear();
        }

        response.StatusCode = error.Status;
        WriteHeaders(call, error, refusal, response.Headers);
        return WriteBody(call, error, refusal, response);
    }

    private static void WriteHeaders(ApiCall call, ErrorDefinition error, Refusal refusal, IHeaderDictionary headers)
    {
        ResponseFields.Write(call);
        headers.ContentType = call.Contract.ContentType;
        headers.CacheControl = "no-store";
        var challenge = call.Runtime.Challenges.For(error.Status, refusal, call.Operation);
        if (challenge.Count > 0)
        {
            headers.WWWAuthenticate = challenge;
        }

        if ((refusal.RetryAfter ?? error.RetryAfter) is { } seconds)
        {
            headers.RetryAfter = NumberTexts.OfRepeated(seconds);
        }

        WriteFieldsOf(refusal.Condition, call, headers);
    }

    private static void WriteFieldsOf(Condition? condition, ApiCall call, IHeaderDictionary headers)
    {
        if (condition == Condition.MethodUnsupported || condition == Condition.MethodUnknown)
        {
            headers.Allow = call.AllowedMethods ?? call.Runtime.AllMethods;
        }
        else if (condition == Condition.RequestMediaType)
        {
            headers.Accept = "application/json";
        }
        else if (condition == Condition.RequestEncoding)
        {
            headers.AcceptEncoding = "identity";
        }
        else if (condition == Condition.RequestTooLarge || condition == Condition.RequestUriTooLong || condition == Condition.RequestHeadersTooLarge)
        {
            // What was not read would have to be read before the next request on this connection.
            headers[HeaderNames.Connection] = "close";
        }
    }

    private static Task WriteBody(ApiCall call, ErrorDefinition error, Refusal refusal, HttpResponse response)
    {
        var body = (_body ??= new ErrorBody()).Write(error.Template, call.RequestId, refusal);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(call.Http.Request.Method) ? Task.CompletedTask : Send(response, body);
    }

    /// <summary>Headers first: what is written before them, the server keeps in buffers of its own.</summary>
    private static Task Send(HttpResponse response, ReadOnlySpan<byte> body)
    {
        var started = response.StartAsync();
        if (!started.IsCompletedSuccessfully)
        {
            return SendLater(response, started, body.ToArray());
        }

        response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }

    private static async Task SendLater(HttpResponse response, Task started, byte[] body)
    {
        await started;
        response.BodyWriter.Write(body);
    }
}
