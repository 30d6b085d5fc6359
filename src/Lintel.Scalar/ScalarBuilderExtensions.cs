using Lintel;
using Lintel.Reference;
using Lintel.Scalar;
using Scalar.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds pages of Scalar to the reference portal.</summary>
public static class ScalarBuilderExtensions
{
    /// <summary>
    /// Adds a page to the portal of each API, at <c>try</c> below its home, on which its operations are tried. <c>MapReference</c> maps it. Needs
    /// <c>AddReference</c>.
    /// </summary>
    /// <param name="builder">The builder that <c>AddLintel</c> returned.</param>
    /// <param name="configure">Changes how the pages look; null to leave that to Scalar. Fonts, telemetry and other services of Scalar stay off.</param>
    /// <returns>The builder.</returns>
    public static ILintelBuilder AddScalar(this ILintelBuilder builder, Action<ScalarOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ITryPages>(new ScalarPages(configure));
        return builder;
    }
}
