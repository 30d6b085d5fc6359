using Lintel.Keys;
using Lintel.Management.Events;
using Lintel.Storage;
using Lintel.Stores;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the events of the management API to the services.</summary>
internal static class EventServices
{
    /// <summary>Adds events and webhooks, where the stores are in a database: what is kept in memory alone has nobody who waits for it.</summary>
    public static IServiceCollection AddManagementEvents(this IServiceCollection services)
    {
        services.AddWebhookSending();
        services.AddSingleton<ISealedSecrets>(provider => provider.GetRequiredService<EventSource>());
        services.AddSingleton(provider => new EventSource(
            provider.GetRequiredService<ILintelStores>() is DatabaseStores stores ? new ManagementEvents(stores, provider) : null));
        services.AddSingleton<IHostedService>(
            provider => provider.GetRequiredService<EventSource>().Events as IHostedService ?? provider.GetRequiredService<EventSource>());
        services.AddSingleton<IHostedService>(
            provider => provider.GetRequiredService<EventSource>().Events is { } events
                ? ActivatorUtilities.CreateInstance<EventSweep>(
                    provider, events, new SpikeCheck(provider.GetRequiredService<ILintelStores>().RequestLog, events.Marks))
                : provider.GetRequiredService<EventSource>());
        return services;
    }
}
