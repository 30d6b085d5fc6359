using System.Net;
using Lintel.AspNetCore;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Conformance;

/// <summary>One process for the whole run. Its clock is moved from assertion to assertion, so none meets the windows that another has filled.</summary>
public sealed class ConformanceHost : IAsyncLifetime
{
    /// <summary>Connections from this address reach the pipeline as IPv6-mapped ones, as they do on a socket for both protocols.</summary>
    public const string MappedPeer = "127.0.0.16";

    private readonly Dictionary<string, ApiProfile> _profiles = [];
    private LintelHost? _host;

    internal LintelHost Host => _host ?? throw new InvalidOperationException("The process has not started.");

    internal CountingKeys Lookups { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Customization = new HostCustomization { Services = Customize } });
        foreach (var contract in Host.Services.GetRequiredService<LintelOptions>().Contracts)
        {
            _profiles[contract.Api] = await Profiles.MakeAsync(Host, contract);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    internal Probe ProbeOf(string api) => new(this, _profiles[api]);

    private void Customize(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter, MappedPeerFilter>();
        services.AddSingleton(provider => new KeyRing(Lookups.Over(provider.GetRequiredService<ILintelStores>().Keys), provider.GetRequiredService<TimeProvider>()));
    }

    private sealed class MappedPeerFilter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, further) =>
            {
                if (IPAddress.Parse(MappedPeer).Equals(context.Connection.RemoteIpAddress))
                {
                    context.Connection.RemoteIpAddress = context.Connection.RemoteIpAddress.MapToIPv6();
                }

                return further(context);
            });
            next(app);
        };
    }
}
