using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>Logs the hints of every contract once, at start-up.</summary>
internal sealed partial class ContractHints(LintelOptions options, ILogger<ContractHints> logger) : IHostedService
{
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

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{File}: {Hint}")]
        public static partial void Hint(ILogger logger, string file, string hint);
    }
}
