using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Watches Kestrel's connections, so that a request for an API that Kestrel refuses by itself is answered by the contract. Changes no setting of the
/// server: sizes, counts and encodings stay those of the application.
/// </summary>
internal sealed class ServerWatch(ServerRefusals refusals) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.ConfigureEndpointDefaults(endpoint => endpoint.Use(Watch));
        refusals.Know(options.Limits);
    }

    /// <summary>Watches connections of transports that <see cref="WatchedListenerFactory"/> does not know.</summary>
    private static ConnectionDelegate Watch(ConnectionDelegate next) => connection =>
        connection.Features.Get<WatchedConnection>() is null ? WatchAsync(new WatchedConnection(connection), next) : next(connection);

    private static async Task WatchAsync(WatchedConnection watched, ConnectionDelegate next)
    {
        await next(watched);
        await watched.LetClientFinishAsync();
    }
}
