using System.Text.RegularExpressions;
using Lintel;
using Lintel.AspNetCore;
using Lintel.Console;
using Lintel.Management;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
                "ConsoleOptions.Path must begin with a slash, have a name after it and none at its end, such as /console: the console never takes /.")
            .Validate(
                options => !string.IsNullOrWhiteSpace(options.LoginClaim) && !string.IsNullOrWhiteSpace(options.ProviderName),
                "ConsoleOptions.LoginClaim and ProviderName must not be empty: nobody could sign in by the provider.")
            .ValidateOnStart();
        builder.Services.TryAddSingleton<ManagementClient>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConsoleSection, OperatorsSection>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConsoleSection, TokensSection>());
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }

    /// <summary>
    /// Lets operators sign in to the console by an OpenID Connect provider, with the authorization code flow and PKCE. Who they are is the claim
    /// <see cref="ConsoleOptions.LoginClaim"/>: an owner adds the operators first, and their roles are kept here. Register
    /// <c>https://…/console/sign-in/callback</c> with the provider. The application's own schemes, defaults and policies stay as they are.
    /// </summary>
    /// <param name="builder">The builder, after <see cref="AddConsole"/>.</param>
    /// <param name="configure">
    /// Sets <c>Authority</c>, <c>ClientId</c> and <c>ClientSecret</c>; delegates of <c>Events</c> are called before the console's own. <c>ResponseType</c>,
    /// <c>ResponseMode</c>, <c>UsePkce</c>, <c>EventsType</c> and <c>SignInScheme</c> stay.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public static ILintelBuilder AddConsoleOpenIdConnect(this ILintelBuilder builder, Action<OpenIdConnectOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(ProviderOptions)))
        {
            throw new InvalidOperationException("AddConsoleOpenIdConnect was called before: operators sign in to a console by one provider.");
        }

        services.AddSingleton<ProviderOptions>();
        services.TryAddSingleton<LogThrottle>();
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>>(provider => provider.GetRequiredService<ProviderOptions>());
        services.AddSingleton<IPostConfigureOptions<OpenIdConnectOptions>>(provider => provider.GetRequiredService<ProviderOptions>());
        services.AddSingleton<IValidateOptions<OpenIdConnectOptions>>(provider => provider.GetRequiredService<ProviderOptions>());
        services.AddOptions<OpenIdConnectOptions>(ProviderHandler.SchemeName).Configure(configure).ValidateOnStart();
        return builder;
    }

    [GeneratedRegex("^(/[A-Za-z0-9._~-]+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RootForm();
}
