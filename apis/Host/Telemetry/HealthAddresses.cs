using Lintel.AspNetCore;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lintel.Host.Telemetry;

/// <summary>
/// The addresses that whoever runs the process asks: <c>/healthz</c> (the process answers), <c>/readyz</c> (it can take requests), and on a port of its own
/// <c>/metrics</c>. They lie outside every API, need no key, and say nothing to strangers but a word and the contracts that
/// are not the newest.
/// </summary>
internal static class HealthAddresses
{
    public const string Live = "/healthz";
    public const string Ready = "/readyz";
    public const string Metrics = "/metrics";

    /// <summary>Answers before anything else does.</summary>
    /// <param name="app">The application.</param>
    /// <param name="metricsPort">The port of the metrics, on which no API is answered; null for none.</param>
    public static void UseHealthAddresses(this WebApplication app, int? metricsPort)
    {
        app.Use(LeaveUnmeasured);
        app.UseHealthChecks(Live, new HealthCheckOptions { Predicate = _ => false });
        app.UseHealthChecks(Ready, new HealthCheckOptions { ResponseWriter = WriteAsync });
        if (metricsPort is { } port)
        {
            app.UseWhen(http => http.Connection.LocalPort == port, branch =>
            {
                branch.UseOpenTelemetryPrometheusScrapingEndpoint(Metrics);
                branch.Run(AnswerNothing);
            });
        }
    }

    /// <summary>The word, and the contracts that are not the newest or whose changed files are refused: their names are in the reference, too.</summary>
    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "text/plain";
        var differing = report.Entries.Values.FirstOrDefault(
            entry => entry.Data.ContainsKey(ReadinessCheck.DifferingContractsName) || entry.Data.ContainsKey(ReadinessCheck.RefusedContractsName)).Description;
        return http.Response.WriteAsync(differing is null ? $"{report.Status}" : $"{report.Status}\n{differing}");
    }

    private static Task AnswerNothing(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Probes and scrapes are no traffic: they would hide the time that requests take.</summary>
    private static Task LeaveUnmeasured(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path;
        if (path == Live || path == Ready || path == Metrics)
        {
            http.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
        }

        return next(http);
    }
}
