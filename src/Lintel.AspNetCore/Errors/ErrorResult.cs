using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>A handler's refusal as a typed result: <c>return new ErrorResult(Refusal.WithCode("meter_not_found"));</c></summary>
/// <param name="refusal">Why; a code of its own must be declared by <c>RaisesError</c>.</param>
public sealed class ErrorResult(Refusal refusal) : IResult
{
    /// <summary>The reason.</summary>
    public Refusal Refusal { get; } = refusal;

    /// <summary>Makes the contract's envelope the answer; the front door sends it when the request ends.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is not under an API of Lintel.</exception>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ErrorWriter.Answer(ApiCall.Of(httpContext) ?? throw new InvalidOperationException("An ErrorResult needs an endpoint under MapApi."), Refusal);
        return Task.CompletedTask;
    }
}
