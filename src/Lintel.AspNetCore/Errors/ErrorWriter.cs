using Lintel.Contracts;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>The one place that writes error responses.</summary>
internal static class ErrorWriter
{
    // One a thread, taken from it until it is sent. It keeps the public text of the last refusal, and neither an account nor a key.
    [ThreadStatic]
    private static ErrorBody? _body;

    /// <summary>
    /// Makes a refusal the answer to a call: finds the error definition, and writes status and header fields. The body is sent last, by
    /// <see cref="SendAsync"/>. Once a part of a response has left, the connection is aborted.
    /// </summary>
    public static void Answer(ApiCall call, Refusal refusal)
    {
        if (Take(call, ref refusal) is not { } error)
        {
            return;
        }

        if (call.IsEntered || call.Http.Response.Headers.Count > 0)
        {
            // Not where nothing was written: most refusals have nothing to restore.
            OuterHeaders.Restore(call);
        }

        Write(call, error, refusal);
    }

    /// <summary>
    /// Makes a refusal the answer in place of an error that the application has set by itself. Header fields that do not belong to its body stay, such as
    /// <c>Retry-After</c>.
    /// </summary>
    public static void AnswerInPlace(ApiCall call, Refusal refusal)
    {
        if (Take(call, ref refusal) is { } error)
        {
            OuterHeaders.RemoveThoseOfBody(call);
            Write(call, error, refusal);
        }
    }

    private static ErrorDefinition? Take(ApiCall call, ref Refusal refusal)
    {
        var error = ErrorDefinitions.Resolve(call, ref refusal);

        // Before anything is written or recorded: a message may echo what the caller sent.
        refusal = call.Runtime.Mask.Mask(refusal);
        call.Refusal = refusal;
        call.Error = error;
        if (!HeldResponse.IsStarted(call) && HeldResponse.Of(call) is not { IsReplaceable: false })
        {
            return error;
        }

        Cut(call, refusal);
        return null;
    }

    private static void Cut(ApiCall call, Refusal refusal)
    {
        var remark = $"The response had begun and was cut after {HeldResponse.Of(call)?.Sent ?? 0} bytes of its body.";
        call.IsCut = true;
        call.Refusal = refusal.BecauseOf(refusal.Cause switch
        {
            { Exception: { } exception } => new InternalCause(exception, remark),
            { } cause => new InternalCause($"{cause.Description} {remark}"),
            null => new InternalCause(remark),
        });
        Abort(call.Http);
    }

    /// <summary>
    /// Aborts after what was flushed has been sent, where the client can tell that more was to come: by the missing last chunk, or by the length. HTTP/2
    /// resets the one stream.
    /// </summary>
    private static void Abort(HttpContext http)
    {
        var isFramed = HttpProtocol.IsHttp11(http.Request.Protocol)
            || (HttpProtocol.IsHttp10(http.Request.Protocol) && http.Response.ContentLength is not null);
        if (isFramed && http.Feature<WatchedConnection>() is { } connection)
        {
            // The next request may have come already, and its answer would go nowhere.
            http.Feature<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            connection.Cut(http.Abort);
        }
        else
        {
            http.Abort();
        }
    }

    private static void Write(ApiCall call, ErrorDefinition error, Refusal refusal)
    {
        var response = call.Http.Response;
        response.StatusCode = error.Status;
        if (error.Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status422UnprocessableEntity)
        {
            // The server has the words of an earlier RFC for these, other than those of titles and pages.
            call.Http.Feature<IHttpResponseFeature>()?.ReasonPhrase = ReasonPhrases.Of(error.Status);
        }

        WriteHeaders(call, error, refusal, response.Headers);
    }

    /// <summary>Writes the body of the error that a call was answered with.</summary>
    /// <returns>The body, to be sent; null where the call was not refused, or its response has begun.</returns>
    public static ErrorBody? WriteBody(ApiCall call)
    {
        var response = call.Http.Response;
        if (call.Error is not { } error || call.IsCut || HeldResponse.IsStarted(call))
        {
            return null;
        }

        var body = _body ?? new ErrorBody();
        _body = null;
        var template = Representation.Choose(call, error);
        response.ContentLength = body.Write(template, ContextOf(call, template)).Length;
        return body;
    }

    private static ErrorContext ContextOf(ApiCall call, ErrorTemplate template) => new(
        call.Refusal!,
        call.RequestId,
        template.NamesReference ? call.LinkTo(call.Runtime.ErrorPages.Root) : string.Empty,
        template.NamesRequest ? call.Known ??= KnownOfRequest.Of(call) : null);

    /// <summary>Sends status, header fields and body in one go; one after the other, each would take its turn at the server's lock.</summary>
    public static Task SendAsync(ApiCall call, ErrorBody body)
    {
        if (!HttpMethods.IsHead(call.Http.Request.Method))
        {
            var sent = call.Http.Response.BodyWriter.WriteAsync(body.Written);
            if (!sent.IsCompletedSuccessfully)
            {
                return sent.AsTask();
            }

            _ = sent.Result;
        }

        _body = body;
        return Task.CompletedTask;
    }

    private static void WriteHeaders(ApiCall call, ErrorDefinition error, Refusal refusal, IHeaderDictionary headers)
    {
        ResponseHeaders.Write(call);
        var template = Representation.Choose(call, error);
        headers.ContentType = template.ContentType;
        headers.CacheControl = "no-store";
        MessageLanguage.WriteHeaders(call.Contract, error, headers);
        Representation.WriteHeaders(call.Contract, headers);
        WriteDeclared(call, template, headers);
        if (call.Runtime.ErrorPages.LinkTo(error, call.PublicOrigin.Prefix) is { } help)
        {
            headers.Link = ErrorPages.Add(headers.Link, help);
        }

        if (call.Runtime.ErrorPages.Explain)
        {
            var page = call.Runtime.ErrorPages.ExplanationOf(call.RequestId, call.StartedAt);
            headers.Link = ErrorPages.Add(headers.Link, ErrorPages.LinkToExplanation(call.PublicOrigin.Prefix + page));
        }

        var challenge = call.Runtime.Challenges.For(error.Status, refusal, call.Operation);
        if (challenge.Count > 0)
        {
            headers.WWWAuthenticate = challenge;
        }

        if ((refusal.RetryAfter ?? error.RetryAfter) is { } seconds)
        {
            headers.RetryAfter = NumberTexts.OfRepeated(seconds);
        }

        var condition = refusal.Condition is { Status: not null } set ? set.Fallback : refusal.Condition;
        WriteConnection(condition, call, headers);
        if (refusal.Status == StatusCodes.Status405MethodNotAllowed)
        {
            // The application's own answer, which may have said what it does allow.
            headers.Allow = headers.Allow.Count > 0 ? headers.Allow : AllowHeader.OfOthers(call);
        }
        else
        {
            WriteFieldsOf(condition, call, headers);
        }
    }

    private static void WriteDeclared(ApiCall call, ErrorTemplate template, IHeaderDictionary headers)
    {
        if (template.Headers.Count == 0)
        {
            return;
        }

        var context = ContextOf(call, template);
        foreach (var header in template.Headers)
        {
            headers[header.Name] = header.Format(context);
        }
    }

    private static void WriteFieldsOf(Condition? condition, ApiCall call, IHeaderDictionary headers)
    {
        if (condition == Condition.MethodUnsupported || condition == Condition.MethodUnknown)
        {
            headers.Allow = call.AllowedMethods ?? call.Runtime.AllMethods;
        }
        else if (condition == Condition.RequestMediaType)
        {
            headers.Accept = call.Operation is { MediaTypes.Count: > 0 } operation ? string.Join(", ", operation.MediaTypes) : "application/json";
        }
        else if (condition == Condition.RequestEncoding)
        {
            headers.AcceptEncoding = "identity";
        }
    }

    /// <summary>
    /// Closes the connection where what was not read would have to be read before the next request. Later versions have no such field (RFC 9113 section
    /// 8.2.2).
    /// </summary>
    private static void WriteConnection(Condition? condition, ApiCall call, IHeaderDictionary headers)
    {
        if ((LeavesRequestUnread(condition) || IsTooLargeToDrain(call))
            && (HttpProtocol.IsHttp11(call.Http.Request.Protocol) || HttpProtocol.IsHttp10(call.Http.Request.Protocol)))
        {
            headers[HeaderNames.Connection] = "close";
        }
    }

    private static bool LeavesRequestUnread(Condition? condition) =>
        condition == Condition.RequestTooLarge
            || condition == Condition.RequestUriTooLong
            || condition == Condition.RequestHeadersTooLarge
            || condition == Condition.RequestUnreadable;

    /// <summary>
    /// The server reads the rest of a body before the next request on a connection, but no more than its own limit, which it is given back first.
    /// </summary>
    private static bool IsTooLargeToDrain(ApiCall call) =>
        call.Http.Request.ContentLength is { } length
        && call.Http.Feature<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server
        && length > (call.ServerBodyLimit ?? server.MaxRequestBodySize ?? BodyLimit.None);
}
