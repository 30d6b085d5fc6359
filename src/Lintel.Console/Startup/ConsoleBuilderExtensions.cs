using System.Text.RegularExpressions;
using Lintel;
using Lintel.Console;
using Lintel.Management;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the console to an application.</summary>
public static partial class ConsoleBuilderExtensions
{
    /// <summary>Adds what the console needs beside the management API. <c>MapConsole</c> maps it.</summary>
    /// <param name="builder">The builder that <c>AddLintel</c> returned.</param>
    /// <param name="configure">Changes the defaults; null to keep them.</param>
    /// <returns>The builder.</returns>
    public static ILintelBuilder AddConsole(this ILintelBuilder builder, Action<ConsoleOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ConsoleOptions>()
            .Validate(
                options => RootForm().IsMatch(options.Path),
                "ConsoleOptions.Path must begin with a slash, have a name after it and none at its end, such as /console: the console never takes /.");
        builder.Services.AddSingleton<ManagementClient>();
        builder.Services.AddSingleton<IConsoleSection, OperatorsSection>();
        builder.Services.AddSingleton<IConsoleSection, TokensSection>();
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }

    [GeneratedRegex("^(/[A-Za-z0-9._~-]+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RootForm();
}
