using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Shared;

/// <summary>Answers with an outcome.</summary>
public static class OutcomeResults
{
    /// <summary>The reply to a value, or the refusal that stands in its place.</summary>
    /// <param name="outcome">What came of the request.</param>
    /// <param name="reply">Makes the reply.</param>
    public static IResult Answer<T>(this Outcome<T> outcome, Func<T, IResult> reply) =>
        outcome.TryGet(out var value) ? reply(value) : new ErrorResult(outcome.Refusal!);
}
