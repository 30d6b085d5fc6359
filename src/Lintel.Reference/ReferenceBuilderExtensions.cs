using Lintel;
using Lintel.Reference;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the reference pages to an application.</summary>
public static class ReferenceBuilderExtensions
{
    /// <summary>Adds what the reference pages need. <c>MapReference</c> maps them.</summary>
    /// <param name="builder">The builder that <c>AddLintel</c> returned.</param>
    /// <param name="configure">Changes the defaults; null to keep them.</param>
    /// <returns>The builder.</returns>
    public static ILintelBuilder AddReference(this ILintelBuilder builder, Action<ReferenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ReferenceOptions>();
        builder.Services.AddSingleton<ReferenceMarker>();
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }
}
