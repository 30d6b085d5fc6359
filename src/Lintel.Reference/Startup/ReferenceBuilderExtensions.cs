using Lintel;
using Lintel.Keys;
using Lintel.Reference;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the reference portal to an application.</summary>
public static class ReferenceBuilderExtensions
{
    /// <summary>Adds what the reference portal needs. <c>MapReference</c> maps it.</summary>
    /// <param name="builder">The builder that <c>AddLintel</c> returned.</param>
    /// <param name="configure">Changes the defaults; null to keep them.</param>
    /// <returns>The builder.</returns>
    public static ILintelBuilder AddReference(this ILintelBuilder builder, Action<ReferenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ReferenceOptions>()
            .Validate(
                options => ReferencePaths.IsRoot(options.Path),
                "ReferenceOptions.Path must begin with a slash, have a name after it and none at its end, such as /docs: the reference never takes /.");
        builder.Services.AddSingleton<ReferenceMarker>();
        builder.Services.AddSingleton(provider => new ExplanationSeal(provider.GetRequiredService<Pepper>()));
        builder.Services.AddSingleton<RequestBox>();
        builder.Services.AddSingleton<ApiDocuments>();
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }
}
