using System.Net;
using Lintel.Keys;
using Lintel.Storage;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts webhooks into an application.</summary>
public static class WebhookServiceExtensions
{
    /// <summary>
    /// Adds <see cref="WebhookStore"/>, <see cref="WebhookOutbox"/>, <see cref="WebhookDeliveries"/>, <see cref="SecretRotation"/>, <see
    /// cref="WebhookTargets"/>
    /// and the dispatcher that runs while the application does. Needs a <see cref="TimeProvider"/> and the <see cref="Pepper"/> among the services, as
    /// <c>AddLintel</c> puts them there. Once in an application. Where endpoints may lie is set by <see cref="WebhookOptions"/>, such as with
    /// <c>services.Configure&lt;WebhookOptions&gt;(…)</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="database">Finds the database, which has the tables of <see cref="WebhookTables"/>.</param>
    /// <exception cref="InvalidOperationException">Webhooks were added before.</exception>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, Func<IServiceProvider, IDatabase> database)
    {
        if (services.Any(service => service.ServiceType == typeof(WebhookStore)))
        {
            throw new InvalidOperationException("Webhooks were added before, over another database.");
        }

        services.AddWebhookSending();
        services.AddSingleton<DeliverySignal>();
        services.AddSingleton(
            provider => new WebhookStore(database(provider), provider.GetRequiredService<Pepper>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new WebhookDeliveries(
            database(provider),
            provider.GetRequiredService<DeliverySignal>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SecretRotation(
            database(provider),
            provider.GetRequiredService<SecretSeal>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSealedWebhookSecrets(database);
        services.AddSingleton(provider => new WebhookOutbox(provider.GetRequiredService<DeliverySignal>()));
        services.AddSingleton(provider => new DeliveryQueue(database(provider), provider.GetRequiredService<IOptions<WebhookOptions>>().Value.KeepFor));
        return services.AddHostedService<WebhookDispatcher>();
    }

    /// <summary>Has the secrets of endpoints sealed anew when the pepper is rotated.</summary>
    internal static void AddSealedWebhookSecrets(this IServiceCollection services, Func<IServiceProvider, IDatabase> database) =>
        services.AddSingleton<ISealedSecrets>(provider => new SealedWebhookSecrets(
            database(provider),
            provider.GetRequiredService<SecretSeal>(),
            provider.GetRequiredService<Pepper>(),
            provider.GetRequiredService<TimeProvider>()));

    /// <summary>Adds what sends to endpoints, whichever database they are in.</summary>
    internal static void AddWebhookSending(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(WebhookSender)))
        {
            return;
        }

        services.AddLogging();
        services.AddOptions<WebhookOptions>()
            .Validate(options => options.AllowedPorts.All(port => port is >= 1 and <= 65535), "WebhookOptions.AllowedPorts must hold ports from 1 to 65535.")
            .ValidateOnStart();
        services.TryAddSingleton<WebhookResolver>(Dns.GetHostAddressesAsync);
        services.AddSingleton(provider => new ListeningPorts(provider.GetService<IServer>()));
        services.AddSingleton(
            provider => new WebhookTargets(provider.GetRequiredService<IOptions<WebhookOptions>>(), provider.GetRequiredService<ListeningPorts>()));
        services.AddSingleton(provider => new SecretSeal(provider.GetRequiredService<Pepper>()));
        services.AddSingleton<WebhookSender>();
    }
}
