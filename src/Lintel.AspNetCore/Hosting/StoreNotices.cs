using Lintel.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>Logs at start-up what the stores had to set aside.</summary>
internal sealed partial class StoreNotices(ILintelStores stores, ILogger<StoreNotices> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var file in stores.SetAside)
        {
            Log.SetAside(logger, file.Path, file.Reason);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "A file could not be used and was set aside as {Path}; a new one was begun. {Reason} Delete it when it is no longer needed.")]
        public static partial void SetAside(ILogger logger, string path, string reason);
    }
}
