using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>Logs the hints of every contract once, at start-up: those of the contract alone, and those of what the application mapped for it.</summary>
internal sealed partial class ContractHints(
    LintelOptions options, ApiDirectory apis, PipelineOrder order, ILogger<ContractHints> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var contract in options.Contracts)
        {
            foreach (var hint in contract.Hints)
            {
                Log.Hint(logger, contract.File, hint);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The endpoints of applications with a <c>Startup</c> class are known only once the server has started.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var endpoints = (order.Endpoints?.DataSources ?? [])
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiEndpoint>() is null)
            .ToArray();
        foreach (var runtime in order.Endpoints is null ? [] : apis.All)
        {
            foreach (var hint in OperationHints.Of(runtime, endpoints))
            {
                Log.OperationHint(logger, runtime.Contract.File, hint);
            }
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{File}: {Hint}")]
        public static partial void Hint(ILogger logger, string file, string hint);

        [LoggerMessage(2, LogLevel.Information, "{File}: {Hint}")]
        public static partial void OperationHint(ILogger logger, string file, string hint);
    }
}
