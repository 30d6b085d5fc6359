using System.Net;
using Lintel.Keys;
using Lintel.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lintel.Webhooks;

/// <summary>Puts webhooks into an application.</summary>
public static class WebhookServiceExtensions
{
    /// <summary>
    /// Adds <see cref="WebhookStore"/>, <see cref="WebhookOutbox"/> and the dispatcher that runs while the application does. Needs a
    /// <see cref="TimeProvider"/> and the <see cref="Pepper"/> among the services, as <c>AddLintel</c> puts them there. Once in an application.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="database">Finds the database, which has the tables of <see cref="WebhookTables"/>.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, Func<IServiceProvider, IDatabase> database)
    {
        if (services.Any(service => service.ServiceType == typeof(WebhookStore)))
        {
            throw new InvalidOperationException("Webhooks were added before, over another database.");
        }

        services.TryAddSingleton<WebhookResolver>(Dns.GetHostAddressesAsync);
        services.AddSingleton(provider => new WebhookStore(database(provider), provider.GetRequiredService<Pepper>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DeliverySignal>();
        services.AddSingleton(provider => new WebhookOutbox(provider.GetRequiredService<DeliverySignal>()));
        services.AddSingleton(provider => new DeliveryQueue(database(provider)));
        services.AddSingleton(provider => new WebhookSender(
            new SecretSeal(provider.GetRequiredService<Pepper>()),
            provider.GetRequiredService<WebhookResolver>(),
            provider.GetRequiredService<TimeProvider>()));
        return services.AddHostedService<WebhookDispatcher>();
    }
}
