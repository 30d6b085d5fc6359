using Lintel.Requests;
using Lintel.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lintel.Host.Telemetry;

/// <summary>
/// Sends metrics and traces where the settings say: by OTLP to the endpoint of the standard variables, to Prometheus on a port of its own. Where they say
/// nothing, nobody listens and nothing is measured.
/// </summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "OTEL_SERVICE_NAME";

    private static readonly string[] Meters = [LintelMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Adds the exporters that the settings name.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="configuration">The settings, the standard variables of OpenTelemetry among them.</param>
    /// <param name="prometheus">true if Prometheus collects metrics; otherwise, false.</param>
    public static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration, bool prometheus)
    {
        var otlp = !string.IsNullOrWhiteSpace(configuration[Endpoint]);
        if (!otlp && !prometheus)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry();
        if (string.IsNullOrWhiteSpace(configuration[ServiceName]))
        {
            telemetry.ConfigureResource(resource => resource.AddService("lintel"));
        }

        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters);
            if (prometheus)
            {
                metrics.AddPrometheusExporter();
            }
        });
        if (otlp)
        {
            telemetry.WithTracing(AddTraces).UseOtlpExporter();
        }
    }

    // What callers have written. The instrumentation redacts values of queries by itself, and no query that is a value alone.
    private static readonly string[] TextsOfCallers = ["url.path", "url.query", "user_agent.original", "http.request.method_original"];

    /// <summary>A secret in what callers have written is masked as it is in the request log.</summary>
    private static void AddTraces(TracerProviderBuilder traces)
    {
        traces.AddSource(LintelMeter.Name);
        traces.AddAspNetCoreInstrumentation(options =>
        {
            options.Filter = http => http.Request.Path is var path && path != HealthAddresses.Live && path != HealthAddresses.Ready;
            options.EnrichWithHttpRequest = (activity, request) =>
            {
                var mask = request.HttpContext.RequestServices.GetRequiredService<SecretMask>();
                foreach (var name in TextsOfCallers)
                {
                    if (activity.GetTagItem(name) is string text)
                    {
                        activity.SetTag(name, mask.Mask(text));
                    }
                }
            };
        });
    }
}
