using Lintel.Keys;
using Lintel.Storage;
using Lintel.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lintel.Webhooks;

/// <summary>The webhooks in a database of their own, beside those that an application adds by <c>AddWebhooks</c>.</summary>
internal sealed class WebhookSet
{
    /// <param name="database">The database, which has the tables of <see cref="WebhookTables"/>.</param>
    /// <param name="services">The application's services, with those of <c>AddWebhookSending</c>.</param>
    public WebhookSet(IDatabase database, IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var signal = new DeliverySignal();
        Store = new WebhookStore(database, services.GetRequiredService<Pepper>(), time);
        Deliveries = new WebhookDeliveries(database, signal, time);
        Secrets = new SecretRotation(database, services.GetRequiredService<SecretSeal>(), time);
        Sealed = new SealedWebhookSecrets(database, services.GetRequiredService<SecretSeal>(), services.GetRequiredService<Pepper>(), time);
        Outbox = new WebhookOutbox(signal);
        Dispatcher = new WebhookDispatcher(
            new DeliveryQueue(database, services.GetRequiredService<IOptions<WebhookOptions>>().Value.KeepFor),
            signal,
            services.GetRequiredService<WebhookSender>(),
            time,
            services.GetRequiredService<ILogger<WebhookDispatcher>>(),
            services.GetService<LintelMeter>(),
            services.GetService<BackgroundLoops>(),
            loop: "event_webhooks");
    }

    /// <summary>The endpoints.</summary>
    public WebhookStore Store { get; }

    /// <summary>The delivery logs.</summary>
    public WebhookDeliveries Deliveries { get; }

    /// <summary>New secrets.</summary>
    public SecretRotation Secrets { get; }

    /// <summary>All secrets, to be sealed anew.</summary>
    public SealedWebhookSecrets Sealed { get; }

    /// <summary>Takes events.</summary>
    public WebhookOutbox Outbox { get; }

    /// <summary>Delivers what is due.</summary>
    public WebhookDispatcher Dispatcher { get; }
}
