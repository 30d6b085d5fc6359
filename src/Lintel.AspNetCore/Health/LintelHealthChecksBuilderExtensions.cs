using Lintel.AspNetCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Lintel to the health checks of an application.</summary>
public static class LintelHealthChecksBuilderExtensions
{
    private const string Name = "lintel";
    private const string ReadyTag = "ready";

    /// <summary>
    /// Adds the check <c>lintel</c> with the tag <c>ready</c>: the stores answer, the request log is written, the clock is plausible, and the application is
    /// not stopping. Its description tells operators what is wrong; do not show it to everybody. Needs the services of <c>AddLintel</c>.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddLintel(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<ClockCheck>();
        builder.Services.TryAddSingleton<ReadinessCheck>();
        return builder.Add(new HealthCheckRegistration(Name, provider => provider.GetRequiredService<ReadinessCheck>(), HealthStatus.Unhealthy, [ReadyTag]));
    }
}
