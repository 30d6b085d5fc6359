using System.Collections.Concurrent;
using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits;

/// <summary>A store that survives its limiters, and fails or waits when a test says so.</summary>
internal sealed class FakeRateLimitStore : IRateLimitStore
{
    private readonly ConcurrentDictionary<string, byte[]> _counters = new();
    private int _saves;

    public bool Fails { get; set; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public TaskCompletionSource? Hold { get; set; }

    public int Loads { get; private set; }

    public int Saves => Volatile.Read(ref _saves);

    public DateTimeOffset Expires { get; private set; }

    public async ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken)
    {
        Loads++;
        await RespondAsync(cancellationToken);
        return _counters.GetValueOrDefault($"{api}/{policy}/{partition}");
    }

    public async ValueTask SaveAsync(string api, IReadOnlyList<StoredCounter> counters, CancellationToken cancellationToken)
    {
        await RespondAsync(cancellationToken);
        Interlocked.Increment(ref _saves);
        foreach (var counter in counters)
        {
            Expires = counter.Expires;
            _counters[$"{api}/{counter.Name.Policy}/{counter.Name.Partition}"] = counter.State;
        }
    }

    public ValueTask RemoveExpiredAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<T> ChangeAsync<T>(
        string api,
        IReadOnlyList<StoredCounterName> counters,
        Func<IReadOnlyList<byte[]?>, DateTimeOffset, StoredChange<T>> decide,
        CancellationToken cancellationToken)
    {
        await RespondAsync(cancellationToken);
        lock (_counters)
        {
            var change = decide(
                [.. counters.Select(counter => _counters.GetValueOrDefault($"{api}/{counter.Policy}/{counter.Partition}"))], Clock.GetUtcNow());
            foreach (var counter in change.Written)
            {
                _counters[$"{api}/{counter.Name.Policy}/{counter.Name.Partition}"] = counter.State;
            }

            return change.Result;
        }
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
