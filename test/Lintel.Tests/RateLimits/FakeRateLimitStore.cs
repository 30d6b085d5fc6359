using System.Collections.Concurrent;
using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits;

/// <summary>A store that survives its limiters, and fails or waits when a test says so.</summary>
internal sealed class FakeRateLimitStore : IRateLimitStore
{
    private readonly ConcurrentDictionary<string, byte[]> _counters = new();

    public bool Fails { get; set; }

    public TaskCompletionSource? Hold { get; set; }

    public int Loads { get; private set; }

    public int Saves { get; private set; }

    public DateTimeOffset Expires { get; private set; }

    public async ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken)
    {
        Loads++;
        await RespondAsync(cancellationToken);
        return _counters.GetValueOrDefault($"{api}/{policy}/{partition}");
    }

    public async ValueTask SaveAsync(string api, string policy, string partition, byte[] state, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        await RespondAsync(cancellationToken);
        Saves++;
        Expires = expires;
        _counters[$"{api}/{policy}/{partition}"] = state;
    }

    public void Corrupt()
    {
        foreach (var name in _counters.Keys)
        {
            _counters[name] = [9, 9, 9];
        }
    }

    private async ValueTask RespondAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        if (Fails)
        {
            throw new IOException("The store is away.");
        }
    }
}
