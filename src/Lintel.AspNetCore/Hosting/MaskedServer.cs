using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Kestrel, with secrets in the targets of requests masked before the framework logs their start. A subscription to the framework's events would tell the same
/// moment and change the application: MVC measures and logs more once anybody listens.
/// </summary>
internal sealed class MaskedServer(IServer server, HostingLogMask mask) : IServer
{
    public IFeatureCollection Features => server.Features;

    /// <summary>Decorates Kestrel where it is registered. Other servers may be looked for by their own type.</summary>
    public static void Decorate(IServiceCollection services) => DecoratedServices.Decorate<IServer>(
        services,
        service => service.ImplementationType?.Assembly == typeof(KestrelServerOptions).Assembly,
        (provider, server) => new MaskedServer(server, provider.GetRequiredService<HostingLogMask>()));

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => server.StartAsync(new MaskedApplication<TContext>(application, mask), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    // The container disposes of the server itself.
    public void Dispose()
    {
    }

    private sealed class MaskedApplication<TContext>(IHttpApplication<TContext> application, HostingLogMask mask) : IHttpApplication<TContext>
        where TContext : notnull
    {
        public TContext CreateContext(IFeatureCollection contextFeatures)
        {
            mask.Cover(contextFeatures);
            return application.CreateContext(contextFeatures);
        }

        public Task ProcessRequestAsync(TContext context) => application.ProcessRequestAsync(context);

        public void DisposeContext(TContext context, Exception? exception) => application.DisposeContext(context, exception);
    }
}
