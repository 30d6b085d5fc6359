using Lintel.Cluster;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>
/// Wakes nodes by messages of Redis or Valkey, on a connection of its own: messages are no reason for a counter to wait. While the engine is lost, nothing is
/// sent and nothing heard, and nodes look for changes by themselves.
/// </summary>
/// <param name="settings">The place of the engine.</param>
internal sealed class RedisChangeSignal(RedisSettings settings) : IChangeSignal, IAsyncDisposable
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("lintel:change");
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ended = new();
    private IConnectionMultiplexer? _connection;
    private Task _listening = Task.CompletedTask;
    private int _disposed;

    public void Send()
    {
        if (Volatile.Read(ref _connection) is not { IsConnected: true } connection)
        {
            return;
        }

        try
        {
            connection.GetSubscriber().Publish(Channel, RedisValue.EmptyString, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (RedisEngine.IsOfEngine(exception))
        {
            // Whoever does not hear it looks within a second.
        }
    }

    public void Listen(Action heard) => _listening = Task.Run(() => ListenAsync(heard), CancellationToken.None);

    /// <summary>Ends the connection. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _ended.CancelAsync();
        await _listening;
        if (_connection is { } connection)
        {
            await connection.CloseAsync(allowCommandsToComplete: false);
            await connection.DisposeAsync();
        }

        _ended.Dispose();
    }

    private async Task ListenAsync(Action heard)
    {
        // Subscribed once, the driver does so again whenever it has a new connection.
        while (!_ended.IsCancellationRequested && !await TryListenAsync(heard))
        {
            await Task.Delay(Pause, TimeProvider.System, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryListenAsync(Action heard)
    {
        try
        {
            if (_connection is null)
            {
                Volatile.Write(ref _connection, await ConnectionMultiplexer.ConnectAsync(settings.ForMessages()));
            }

            await _connection!.GetSubscriber().SubscribeAsync(Channel, (_, _) => heard());
            return true;
        }
        catch (Exception exception) when (RedisEngine.IsOfEngine(exception))
        {
            return false;
        }
    }
}
