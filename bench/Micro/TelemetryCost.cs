using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lintel.AspNetCore;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Lintel.Bench.Micro;

/// <summary>
/// The time that metrics add to one admitted request under two rate limit policies, without a listener and with the OpenTelemetry SDK.
/// Of many short rounds the quickest counts, so that it holds on a busy machine.
/// </summary>
internal static class TelemetryCost
{
    private const int Rounds = 4_000;
    private const int Requests = 500;

    public static void Print()
    {
        Console.WriteLine("nanoseconds, bytes a request      no listener     OpenTelemetry");
        var (silent, heard) = (Measure(listens: false), Measure(listens: true));
        Console.WriteLine($"request and two caches       {silent.Request,12} {heard.Request,17}");
        Console.WriteLine($"decision of the limiter      {silent.Decision,12} {heard.Decision,17}");
    }

    private static (Cost Request, Cost Decision) Measure(bool listens)
    {
        using var own = new Meter(LintelMeter.Name);
        var meter = new LintelMeter(own);
        var metrics = new RequestMetrics(meter);
        var limiter = new LimiterMetrics(meter).Add(LimiterCallers.MakeLintel(policies: 2));
        var (keys, accounts) = (new LookupCounts(), new LookupCounts());
        keys.Instrument = accounts.Instrument = meter.ObserveCacheLookups(() => [new(keys.Hits), new(accounts.Hits)]);
        using var provider = listens ? Sdk.CreateMeterProviderBuilder().AddMeter(LintelMeter.Name).AddReader(new Silent()).Build() : null;
        var clock = new RequestClock(TimeProvider.System);
        var record = MakeRecord();
        var caller = LimiterCallers.Make(1)[0];
        return (CostOf(CountRequest), CostOf(Decide));

        void CountRequest()
        {
            keys.Hit();
            accounts.Hit();

            // Once where the guards have admitted the request, and once at its end.
            var admittedAfter = metrics.IsEnabled ? clock.Now : 0;
            if (metrics.IsEnabled)
            {
                metrics.Record(record, TimeSpan.FromTicks(admittedAfter % TimeSpan.TicksPerMillisecond));
            }
        }

        void Decide()
        {
            var requests = default(RateLimitClaims);
            requests.Add(new RateLimitClaim(0, caller, LimiterCallers.Allow));
            requests.Add(new RateLimitClaim(1, caller, LimiterCallers.Allow));
            limiter.TryAcquire(requests.AsSpan(), LimiterCallers.Now, out _);
        }
    }

    private static RequestRecord MakeRecord() => new()
    {
        Id = "req_1",
        At = TimeProvider.System.GetUtcNow(),
        Api = "shop",
        Operation = "GET /shop/things",
        Method = "GET",
        Route = "/shop/things",
        Status = 200,
        Duration = TimeSpan.FromMicroseconds(27),
    };

    private static Cost CostOf(Action request)
    {
        var least = long.MaxValue;
        var bytes = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var (allocated, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < Requests; i++)
            {
                request();
            }

            least = Math.Min(least, Stopwatch.GetTimestamp() - began);
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        return new Cost(TimeSpan.FromSeconds((double)least / Stopwatch.Frequency).TotalNanoseconds / Requests, bytes / Requests);
    }

    /// <summary>The cost of one request.</summary>
    private readonly record struct Cost(double Nanoseconds, long Bytes)
    {
        public override string ToString() => $"{Nanoseconds:F0} ns, {Bytes} B";
    }

    /// <summary>Collects when it is asked to, and never is.</summary>
    private sealed class Silent : MetricReader;
}
