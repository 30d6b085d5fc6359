using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.Operators;

/// <summary>Makes sure of the operator token before the server listens, and says where it lies; the token itself is in no log.</summary>
internal sealed partial class OperatorTokenFile(
    IServiceProvider services,
    ILogger<OperatorTokenFile> logger,
    IConfiguration? configuration = null) : IHostedLifecycleService
{
    private const string FileName = "operator.token";
    private const string Setting = "Lintel:OperatorToken";

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var token = configuration?[Setting] is { Length: > 0 } set ? set : null;
        if (services.GetService<DataDirectory>() is { } folder)
        {
            var file = Path.Combine(folder.Path, FileName);
            await services.EnsureOperatorAsync(file, token, cancellationToken);
            if (token is null)
            {
                Log.LiesIn(logger, file);
            }
        }
        else if (token is not null)
        {
            await services.EnsureOperatorAsync(FileName, token, cancellationToken);
        }
        else
        {
            Log.IsMissing(logger);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The operator token is in {File}.")]
        public static partial void LiesIn(ILogger logger, string file);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "There is no operator token, because the stores have no folder to keep it in. Set Lintel:OperatorToken, or nobody can call the management API.")]
        public static partial void IsMissing(ILogger logger);
    }
}
