using System.Globalization;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Conformance;

/// <summary>Assertions 48 to 50.</summary>
internal static class LimitAssertions
{
    private const int FailuresPerMinute = 600;
    private const string FloodingPeer = "127.0.0.48";

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(48, "Over the limit is answered by 429 with whole seconds in Retry-After and no-store.", OverTheLimitIs429),
        new(49, "Retry-After is not before the window's end; a retry then succeeds, and a second sooner does not.", RetryAfterIsExact),
        new(50, "The budget is told in RateLimit fields that parse as lists of RFC 9651.", contract => contract.Limits.Count > 0, FieldsParse),
    ];

    private static async Task<string?> OverTheLimitIs429(Probe probe)
    {
        var response = await FloodAsync(probe);
        return probe.Unlike(response, Condition.RateExceeded)
            ?? (response.Status == 429 && Wait(response) is > 0 and <= 60 && response.Header("Cache-Control") == "no-store" ? null : Probe.Show(response));
    }

    private static async Task<string?> RetryAfterIsExact(Probe probe)
    {
        var refused = await FloodAsync(probe);
        if (Wait(refused) is not { } wait)
        {
            return Probe.Show(refused);
        }

        var told = refused.Header("RateLimit") is { } field ? StructuredList.Parse(field)![0].Parameters["t"] : 0;
        if (wait < told)
        {
            return $"Retry-After: {wait} and t={told}";
        }

        probe.Host.Clock.Advance(TimeSpan.FromSeconds(wait - 1));
        var early = await probe.SendAsync(FloodOf(probe).Request, FloodingPeer);
        probe.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        var due = await probe.SendAsync(FloodOf(probe).Request, FloodingPeer);
        return early.Status == 429 && due.Status != 429 ? null : $"after {wait - 1} s {early.Status}, after {wait} s {due.Status}";
    }

    private static async Task<string?> FieldsParse(Probe probe)
    {
        var (request, _) = FloodOf(probe);
        var admitted = await probe.SendAsync(request);
        foreach (var response in new[] { admitted, await FloodAsync(probe) })
        {
            var policies = StructuredList.Parse(response.Header("RateLimit-Policy") ?? string.Empty);
            var budgets = StructuredList.Parse(response.Header("RateLimit") ?? string.Empty);
            if (policies is null || budgets is null || !policies.All(policy => policy.Parameters.ContainsKey("q")) || !budgets.All(budget => budget.Parameters.ContainsKey("r")))
            {
                return $"RateLimit-Policy: {response.Header("RateLimit-Policy")}, RateLimit: {response.Header("RateLimit")}";
            }
        }

        return null;
    }

    /// <summary>Makes as many requests as are admitted, and answers what the next one gets.</summary>
    private static async Task<RawResponse> FloodAsync(Probe probe)
    {
        probe.NextMinute();
        var (request, allow) = FloodOf(probe);
        for (var i = 0; i < allow; i++)
        {
            var admitted = await probe.SendAsync(request, FloodingPeer);
            Assert.True(admitted.Status != 429, $"Request {i + 1} of {allow} was refused.");
        }

        return await probe.SendAsync(request, FloodingPeer);
    }

    /// <summary>An API without a limit of its own limits failed authentications all the same.</summary>
    private static (Request Request, int Allow) FloodOf(Probe probe) => probe.Api.Limited is { } limited
        ? (probe.Api.Signed(limited.Request, limited.Key), limited.Allow)
        : (probe.Api.Read, FailuresPerMinute);

    private static int? Wait(RawResponse response) =>
        int.TryParse(response.Header("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
