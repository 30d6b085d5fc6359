using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>Retry advice as a sentence.</summary>
internal static class Advice
{
    public static string Of(RetryAdvice advice) => advice switch
    {
        RetryAdvice.Never => "Do not retry: the same request will be refused again.",
        RetryAdvice.AfterHeader { Jitter: > 0 } after => $"After the seconds of Retry-After, plus up to {after.Jitter * 100:0.#} % of them at random.",
        RetryAdvice.AfterHeader => "After the seconds of Retry-After.",
        RetryAdvice.Backoff backoff => $"After {string.Join(", ", backoff.Seconds)} s in turn; give up after {backoff.Attempts} tries.",
        RetryAdvice.After after => $"After {after.FromSeconds} to {after.ToSeconds} s.",
        _ => throw new InvalidOperationException($"No sentence for {advice}."),
    };

    public static string InShort(RetryAdvice advice) => advice switch
    {
        RetryAdvice.Never => "never",
        RetryAdvice.AfterHeader => "after Retry-After",
        RetryAdvice.Backoff backoff => $"{string.Join(", ", backoff.Seconds)} s",
        RetryAdvice.After after => $"after {after.FromSeconds}–{after.ToSeconds} s",
        _ => throw new InvalidOperationException($"No words for {advice}."),
    };
}
