using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>Retry advice as a sentence.</summary>
internal static class Advice
{
    public static string Of(RetryAdvice advice) => advice switch
    {
        RetryAdvice.Never => "Do not retry: the same request will be refused again.",
        RetryAdvice.AfterHeader { Jitter: > 0 } after =>
            $"Wait the seconds of Retry-After, plus up to {after.Jitter * 100:0.#} % of them at random, and send the same request again.",
        RetryAdvice.AfterHeader => "Wait the seconds of Retry-After, and send the same request again.",
        RetryAdvice.Backoff backoff => $"Send the same request again after {Waits(backoff)}. Give up after {backoff.Attempts} tries in all.",
        RetryAdvice.After after => $"Send the same request again after {after.FromSeconds} to {after.ToSeconds} seconds.",
        _ => throw new InvalidOperationException($"No sentence for {advice}."),
    };

    public static string InShort(RetryAdvice advice) => advice switch
    {
        RetryAdvice.Never => "no",
        RetryAdvice.AfterHeader => "after Retry-After",
        RetryAdvice.Backoff backoff => $"{backoff.Attempts} tries",
        RetryAdvice.After after => $"after {after.FromSeconds}–{after.ToSeconds} s",
        _ => throw new InvalidOperationException($"No words for {advice}."),
    };

    private static string Waits(RetryAdvice.Backoff backoff) => backoff.Seconds is [var only]
        ? $"{only} s"
        : $"{string.Join(", ", backoff.Seconds.SkipLast(1))} and then {backoff.Seconds[^1]} s";
}
