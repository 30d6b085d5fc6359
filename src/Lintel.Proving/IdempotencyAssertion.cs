using System.Security.Cryptography;
using System.Text;
using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>Assertion 52.</summary>
internal static class IdempotencyAssertion
{
    private const int Number = 52;
    private const int MostAttempts = 20;
    private const string ReplayHeader = "Idempotency-Replayed";

    public static Assertion Assertion { get; } = new(
        Number,
        "Idempotency: without a key 400, another body 422, in flight 409, finished is told again.",
        probe => IsOffered(probe.Api) ? KeepsAnswersAsync(probe) : KeyIsTakenAsync(probe))
    {
        Inapplicable = target => IsOffered(target) || IsWaived(target) ? null : "The API does not offer idempotency keys.",
        Lacking = LackOf,
        Partial = target => IsOffered(target) && target.Idempotency?.OtherAccount is null ? "Another account's use of the same key was not looked at." : null,
    };

    private static bool IsOffered(ProbeTarget target) => target.Contract.Order.Contains(StageDescriptor.Idempotency);

    private static bool IsWaived(ProbeTarget target) => target.Contract.Waives.Any(waiver => waiver.Assertion == Number);

    private static string? LackOf(ProbeTarget target) => IsOffered(target)
        ? target.Idempotency is { Write.Body.Length: > 0 } ? null : "Give an idempotent write with a body."
        : target.Write is null ? "Give a write." : null;

    /// <summary>Its first clause alone, for an API that waives the rest: a write without the header has to be refused.</summary>
    private static async Task<string?> KeyIsTakenAsync(Probe probe)
    {
        var response = await probe.SendAsync(probe.Write);
        return response.Status == 400 ? null : $"a write without Idempotency-Key: {Probe.Show(response)}";
    }

    private static async Task<string?> KeepsAnswersAsync(Probe probe)
    {
        var write = probe.Signed(probe.Api.Idempotency!.Write);
        return await MissingAsync(probe, write) ?? await RepeatedAsync(probe, write) ?? await InFlightAsync(probe, write);
    }

    private static async Task<string?> MissingAsync(Probe probe, ProbeRequest write) => probe.Contract.Idempotency.IsRequired
        ? Unlike(probe, await probe.SendAsync(write), Condition.IdempotencyMissing, 400)
        : null;

    private static async Task<string?> RepeatedAsync(Probe probe, ProbeRequest write)
    {
        var header = probe.Contract.Idempotency.Header;
        var key = NewKey();
        var first = await probe.SendAsync(write.With(header, key));
        if (!IsFirst(first))
        {
            return $"a new key: {Probe.Show(first)}";
        }

        var again = await probe.SendAsync(write.With(header, key));
        if (again.Status != first.Status || !again.Body.AsSpan().SequenceEqual(first.Body) || again.Header(ReplayHeader) != "true")
        {
            return $"a key that was used: {Probe.Show(again)} instead of {Probe.Show(first)} with {ReplayHeader}: true";
        }

        // White space at the end of JSON changes its bytes and nothing else.
        var other = await probe.SendAsync(write.WithBody(Encoding.UTF8.GetString(write.Body!.Value.Span) + " ").With(header, key));
        return Unlike(probe, other, Condition.IdempotencyMismatch, 422) ?? await OtherAccountAsync(probe, key);
    }

    private static async Task<string?> OtherAccountAsync(Probe probe, string key)
    {
        if (probe.Api.Idempotency is not { OtherAccount: { } credential } idempotency)
        {
            return null;
        }

        var response = await probe.SendAsync(idempotency.Write.With(credential).With(probe.Contract.Idempotency.Header, key));
        return IsFirst(response) ? null : $"another account's use of a key: {Probe.Show(response)}";
    }

    /// <summary>Holds a request back by its last byte. The server may come to the other one first; then a new pair is sent.</summary>
    private static async Task<string?> InFlightAsync(Probe probe, ProbeRequest write)
    {
        string? unlike = null;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var request = write.With(probe.Contract.Idempotency.Header, NewKey());
            RawResponse? second = null;
            var first = await probe.SendHeldAsync(request, async () => second = await probe.SendAsync(request));
            unlike = Unlike(probe, second!, Condition.IdempotencyInFlight, 409);
            if (unlike is null)
            {
                return second!.Header("Retry-After") is null ? "in flight: no Retry-After"
                    : IsFirst(first) ? null
                    : $"the request that was in progress: {Probe.Show(first)}";
            }
        }

        return $"in flight: {unlike}";
    }

    private static bool IsFirst(RawResponse response) => response.Status is >= 200 and < 300 && response.Header(ReplayHeader) is null;

    private static string? Unlike(Probe probe, RawResponse response, Condition condition, int status) =>
        probe.Unlike(response, condition) is { } unlike ? $"{condition}: {unlike}"
            : response.Status == status ? null
            : $"{condition}: {response.Status} instead of {status}";

    private static string NewKey() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
}
