using Lintel.Telemetry;

namespace Lintel.Cluster;

/// <summary>The progress of this node with the changes of others. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class NodeProgress(TimeProvider time)
{
    private volatile Exception? _lastFailure;
    private volatile INodeWatcher? _watcher;
    private bool _hasLapsed;

    /// <summary>The loop that applies changes and renews the lease.</summary>
    public BackgroundLoop Loop { get; } = new("node", time);

    /// <summary>The reason for which the last attempt failed; null where it went well.</summary>
    public Exception? LastFailure => _lastFailure;

    /// <summary>Names who is told from now on.</summary>
    public void TellTo(INodeWatcher watcher) => _watcher = watcher;

    /// <summary>Notes an attempt that failed. By the loop alone.</summary>
    /// <param name="exception">The reason.</param>
    /// <param name="isTrusted">true while the lease runs.</param>
    public void Fail(Exception exception, bool isTrusted)
    {
        _lastFailure = exception;
        _watcher?.Failed(exception);
        if (!isTrusted && !_hasLapsed)
        {
            _hasLapsed = true;
            _watcher?.Lapsed();
        }
    }

    /// <summary>Notes that all changes are applied. By the loop alone.</summary>
    /// <param name="wasTrusted">true if the lease still ran; false where the node stood still beyond its end.</param>
    public void Succeed(bool wasTrusted)
    {
        Loop.Turn();
        _lastFailure = null;
        if (_hasLapsed || !wasTrusted)
        {
            _hasLapsed = false;
            _watcher?.Returned();
        }
    }
}
