using System.Net;
using Lintel.AspNetCore;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.Keys;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Conformance;

/// <summary>One process for the whole run. Its clock is moved from assertion to assertion, so none meets the windows that another has filled.</summary>
public sealed class ConformanceHost : IAsyncLifetime
{
    /// <summary>Connections from this address reach the pipeline as IPv6-mapped ones, as they do on a socket for both protocols.</summary>
    public const string MappedPeer = "127.0.0.16";

    private static readonly IPAddress FloodingPeer = IPAddress.Parse("127.0.0.48");

    private readonly Dictionary<string, Prober> _probers = [];
    private readonly Dictionary<string, ProbeTarget> _targets = [];
    private readonly GoldenCauses _causes = new();
    private LintelHost? _host;

    internal LintelHost Host => _host ?? throw new InvalidOperationException("The process has not started.");

    internal CountingKeys Lookups { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Customization = new HostCustomization { Services = Customize } });
        foreach (var contract in Host.Services.GetRequiredService<LintelOptions>().Contracts)
        {
            var target = (await Profiles.MakeAsync(Host, contract)) with
            {
                Routes = ProbeRoutes.Of(Host.Services, contract),
                Causes = _causes.Of(contract),
                ReferencePage = "/docs/" + contract.Api,
                OtherPeer = FloodingPeer,
                Wait = WaitAsync,
                Inside = new Inside(Host, Lookups),
            };
            _targets[contract.Api] = target;
            _probers[contract.Api] = new Prober(target);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _causes.DisposeAsync();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    internal Prober ProberOf(string api)
    {
        NextMinute();
        return _probers[api];
    }

    /// <summary>For tests that send requests of their own.</summary>
    internal Probe ProbeOf(string api) => new(_targets[api], new FailureBudget(), CancellationToken.None);

    /// <summary>Time goes on, so that every window is empty again.</summary>
    internal void NextMinute() => Host.Clock.Advance(TimeSpan.FromSeconds(61));

    /// <summary>Several nodes count by the clock of Redis, which no test moves.</summary>
    private Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Host.Clock.Advance(time);
        return TestEngine.Nodes > 1 ? Task.Delay(time, TimeProvider.System, cancellationToken) : Task.CompletedTask;
    }

    private void Customize(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter, MappedPeerFilter>();
        services.AddSingleton(
            provider => new KeyCache(Lookups.Over(provider.GetRequiredService<ILintelStores>().Keys), provider.GetRequiredService<TimeProvider>()));
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

    private sealed class Inside(LintelHost host, CountingKeys lookups) : IProbeInside
    {
        public long KeyLookups => lookups.Count;

        public IEnumerable<string> LogLines => host.Log.Lines;

        public async ValueTask<RequestLogEntry?> FindRequestAsync(string requestId, CancellationToken cancellationToken) =>
            await host.FindRequestAsync(requestId);
    }
}
