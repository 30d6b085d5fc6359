using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>A handler's refusal as a typed result: <c>return new ErrorResult(Refusal.WithCode("meter_not_found"));</c></summary>
/// <param name="refusal">Why; a code of its own must be declared by <c>Raises</c>.</param>
public sealed class ErrorResult(Refusal refusal) : IResult
{
    /// <inheritdoc/>
    /// <exception cref="ApiException">Always: the pipeline turns it into the contract's envelope, so that one place writes errors.</exception>
    public Task ExecuteAsync(HttpContext httpContext) => ErrorWriter.WriteAsync(httpContext, refusal);
}

/// <summary>A refusal from deep inside a handler; the front door turns it into the contract's envelope.</summary>
/// <param name="refusal">Why.</param>
public sealed class ApiException(Refusal refusal) : Exception(refusal.ToString())
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}
