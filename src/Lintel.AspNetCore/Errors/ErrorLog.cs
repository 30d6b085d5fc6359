using System.Collections.Concurrent;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Logs failures of requests. The one place that does, so that one place decides how much of it there is, and that no text in the form of a secret is
/// in it. Expected conditions are no errors.
/// </summary>
internal sealed partial class ErrorLog(ILogger<ErrorLog> logger, SecretMask mask, TimeProvider time)
{
    private readonly LogThrottle _throttle = new(time);
    private readonly ConcurrentDictionary<(string Api, string Operation, int Status), bool> _reported = new();

    /// <summary>A handler has failed and the call was answered.</summary>
    public void Failed(ApiCall call, Exception exception)
    {
        var isOfClient = call.BodyFailure is { } unreadable && unreadable.Condition != Condition.ServerError;
        var isCut = call.IsCut && !isOfClient;
        var isFailed = call.Error is { Status: >= StatusCodes.Status500InternalServerError } && exception is not ApiException;
        if ((!isCut && !isFailed) || !Admits(call, exception))
        {
            return;
        }

        if (isCut)
        {
            Log.ResponseCut(logger, call.RequestId, mask.Mask(call.Http.Request.Method), RouteOf(call), HeldResponse.Of(call)?.Sent ?? 0, mask.Mask(exception));
        }
        else
        {
            LogAnswered(call, call.Error!, exception);
        }
    }

    /// <summary>An exception handler of the application has failed itself.</summary>
    public void HandlerFailed(ApiCall call, Exception exception) => Log.HandlerFailed(logger, call.RequestId, mask.Mask(exception));

    /// <summary>A request has ended and its charge could not be given back.</summary>
    public void ChargeNotGivenBack(ApiCall call, Exception exception) => Log.ChargeNotGivenBack(logger, call.RequestId, mask.Mask(exception));

    /// <summary>The application has raised an error that its contract or its operation does not have, which is answered as a failure.</summary>
    public void Undeclared(ApiCall call)
    {
        if (call.Undeclared is { } problem && _throttle.Admits(problem, out _))
        {
            Log.ErrorNotDeclared(logger, call.RequestId, problem);
        }
    }

    /// <summary>A status was kept that the contract does not have for this error; said once for each operation and status.</summary>
    public void StatusKept(ApiCall call)
    {
        if (call.Error is not { } error
            || call.Refusal is not { Status: { } status }
            || call.Contract.TryGetError(error.Code, out var defined) && defined.Status == status)
        {
            return;
        }

        var operation = call.Operation?.Name ?? "An unknown operation";
        if (_reported.TryAdd((call.Contract.Api, operation, status), true))
        {
            Log.StatusNotDefined(logger, operation, status, call.Contract.File, error.Code);
        }
    }

    private bool Admits(ApiCall call, Exception exception)
    {
        var kind = $"{exception.GetType().FullName} in {RouteOf(call)}";
        var admits = _throttle.Admits(kind, out var leftOut);
        if (leftOut > 0)
        {
            Log.LeftOut(logger, leftOut, kind);
        }

        return admits;
    }

    private void LogAnswered(ApiCall call, ErrorDefinition error, Exception exception)
    {
        if (call.Refusal?.Condition is null || call.Refusal.Condition == Condition.ServerError)
        {
            Log.RequestFailed(logger, call.RequestId, mask.Mask(call.Http.Request.Method), RouteOf(call), mask.Mask(exception));
        }
        else
        {
            Log.RequestRefused(
                logger,
                call.RequestId,
                mask.Mask(call.Http.Request.Method),
                RouteOf(call),
                error.Code,
                exception.GetType().Name,
                mask.Mask(exception.Message));
        }
    }

    private static string RouteOf(ApiCall call) => call.Operation?.Route ?? "unknown route";

    private static partial class Log
    {
        [LoggerMessage(6, LogLevel.Warning, "{Count} more failures of this kind were not logged: {Kind}. The request log has each of them.")]
        public static partial void LeftOut(ILogger logger, int count, string kind);

        [LoggerMessage(1, LogLevel.Error, "{RequestId} failed: {Method} {Route}")]
        public static partial void RequestFailed(ILogger logger, string requestId, string method, string route, Exception exception);

        [LoggerMessage(
            2,
            LogLevel.Error,
            "{RequestId} failed after its response had begun: {Method} {Route}. The connection was cut after {Bytes} bytes of the body.")]
        public static partial void ResponseCut(ILogger logger, string requestId, string method, string route, long bytes, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "{RequestId} was answered with {Code}: {Method} {Route}. {Exception}: {Problem}")]
        public static partial void RequestRefused(ILogger logger, string requestId, string method, string route, string code, string exception, string problem);

        [LoggerMessage(7, LogLevel.Error, "{RequestId} failed: {Problem}")]
        public static partial void ErrorNotDeclared(ILogger logger, string requestId, string problem);

        [LoggerMessage(
            5,
            LogLevel.Error,
            "{RequestId}: an exception handler of the application failed itself. The error that it was to handle is answered without it.")]
        public static partial void HandlerFailed(ILogger logger, string requestId, Exception exception);

        [LoggerMessage(7, LogLevel.Warning, "{RequestId}: the charge of a failed request could not be given back.")]
        public static partial void ChargeNotGivenBack(ILogger logger, string requestId, Exception exception);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "{Operation} answers with the status {Status}, which {Contract} does not define. It is sent with the code '{Code}'. Add an error with `when: "
                + "http.{Status}`, or set another status. This is logged once.")]
        public static partial void StatusNotDefined(ILogger logger, string operation, int status, string contract, string code);
    }
}
