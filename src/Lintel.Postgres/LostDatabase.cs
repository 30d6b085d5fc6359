using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.Postgres;

/// <summary>Ends the process once its database is another process': what it remembers of keys may be old.</summary>
internal sealed partial class LostDatabase(PostgresStores stores, IHostApplicationLifetime lifetime, ILogger<LostDatabase> logger) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _lost;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lost = stores.Lost.Register(() =>
        {
            LogLost();
            lifetime.StopApplication();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _lost.Dispose();

    [LoggerMessage(Level = LogLevel.Critical, Message = "The connection that holds the database was lost, and another process has taken the database. This one ends.")]
    private partial void LogLost();
}
