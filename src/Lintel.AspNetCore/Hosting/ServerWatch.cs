using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Watches Kestrel's connections, so that a request for an API that Kestrel refuses by itself is answered by the contract. Changes no setting of the
/// server: sizes, counts and encodings stay those of the application.
/// </summary>
internal sealed class ServerWatch(DiagnosticListener diagnostics, ServerRefusals refusals) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.ConfigureEndpointDefaults(endpoint => endpoint.Use(Watch));
        refusals.ListenTo(diagnostics, options.Limits);
    }

    private static ConnectionDelegate Watch(ConnectionDelegate next) => async connection =>
    {
        var watched = new WatchedConnection(connection);
        await next(watched);
        if (watched.IsStillSending)
        {
            await RestOfRequest.DiscardAsync(connection.Transport.Input, TimeProvider.System);
        }
    };
}
