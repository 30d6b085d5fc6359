using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Samples;

/// <summary>Every contract of <c>samples/contracts</c> in one process, on real Kestrel.</summary>
public sealed class SampleHost : IAsyncLifetime
{
    private readonly WebApplication _app = Build();
    private HttpClient? _client;

    /// <summary>The folder of the contracts and their exchanges.</summary>
    internal static string Folder { get; } = Repository.PathOf("samples", "contracts");

    internal HttpClient Client => _client ?? throw new InvalidOperationException("The process has not started.");

    internal IEnumerable<Contract> Contracts => _app.Services.GetRequiredService<LintelOptions>().Contracts;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>A key of an account of its own, so that no other request counts.</summary>
    internal async Task<string> IssueAsync(string api) => (await TestKeys.IssueAsync(_app.Services, api)).Key;

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(new ManualClock());
        builder.Services.AddLintel(options =>
        {
            foreach (var sample in SampleApis.All)
            {
                options.Contracts.Add(ContractReader.ReadFile(Path.Combine(Folder, sample.Api + ".yaml")));
            }
        }).AddInMemoryStores(new InMemoryStores());
        var app = builder.Build();
        app.UseLintel();
        foreach (var sample in SampleApis.All)
        {
            sample.Map(app.MapApi(sample.Api));
        }

        return app;
    }
}
