using Lintel.Cluster;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>Logs how this node keeps up with the changes of others, and shows its loop among the others.</summary>
internal sealed partial class NodeWatch : IHostedService, INodeWatcher
{
    private readonly LogThrottle _throttle;
    private readonly ILogger<NodeWatch> _logger;

    public NodeWatch(INodes nodes, TimeProvider time, BackgroundLoops loops, ILogger<NodeWatch> logger)
    {
        _throttle = new LogThrottle(time);
        _logger = logger;
        if (nodes.Progress is { } progress)
        {
            loops.Add(progress.Loop);
            progress.TellTo(this);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Failed(Exception exception)
    {
        if (_throttle.Admits(exception.GetType().Name, out var leftOut))
        {
            LogNotApplied(exception, leftOut);
        }
    }

    public void Lapsed() => LogLapsed();

    public void Returned() => LogReturned();

    [LoggerMessage(
        LogLevel.Error,
        "Changes of other nodes could not be applied, and are tried again. This node answers from its memory until its lease ends. {LeftOut} lines like this "
            + "one were left out.")]
    private partial void LogNotApplied(Exception exception, int leftOut);

    [LoggerMessage(LogLevel.Error, "The lease of this node has ended: until it can apply the changes of others again, it asks the database for each record.")]
    private partial void LogLapsed();

    [LoggerMessage(LogLevel.Warning, "The lease of this node had ended. It has applied the changes of the others, and answers from its memory again.")]
    private partial void LogReturned();
}
