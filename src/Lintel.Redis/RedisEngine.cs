using System.Diagnostics;
using Lintel.Cluster;
using Lintel.RateLimits;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>
/// The connection to Redis or Valkey. No request waits for longer than <see cref="RedisSettings.LongestWait"/>: an engine that does not answer in time is lost,
/// and requests that come then do not wait at all. It is asked again several times a second, and is back with its first answer. Thread-safe.
/// </summary>
internal sealed partial class RedisEngine : IEngineState, IAsyncDisposable
{
    // Each second.
    private const int TicksToWatch = 4;

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);
    private static readonly string[] LossWords =
        ["READONLY", "OOM", "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "NOREPLICAS", "MISCONF", "TRYAGAIN", "NOAUTH"];

    private static readonly RedisKey ProbeKey = "lintel:probe";

    private readonly RedisSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EngineLosses _losses;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly List<Func<CancellationToken, Task>> _beforeReturn = [];
    private IConnectionMultiplexer? _connection;
    private Exception? _reason;
    private int _ticks;
    private long _lastLine;
    private Task _work = Task.CompletedTask;
    private int _disposed;

    /// <param name="settings">Where the engine is.</param>
    /// <param name="time">The clock that tells since when it is lost.</param>
    /// <param name="logger">Learns of each loss and return.</param>
    public RedisEngine(RedisSettings settings, TimeProvider time, ILogger<RedisEngine> logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _losses = new EngineLosses(time);
        _losses.BeginWithout();
    }

    /// <summary>The longest time that a call takes which no request waits for.</summary>
    public static TimeSpan LongestWork { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time that all calls for one request take together.</summary>
    public TimeSpan LongestWait => _settings.LongestWait;

    /// <inheritdoc/>
    public string Name => "redis";

    /// <inheritdoc/>
    public DateTimeOffset? LostSince => _losses.Since;

    /// <inheritdoc/>
    public long Losses => _losses.Count;

    /// <summary>true where the engine has several servers, each with a part of the keys; otherwise, false.</summary>
    public bool IsDivided { get; internal set; }

    /// <summary>
    /// Lets something be done each time that the engine answers again, before requests count there: for up to a second. It may throw
    /// <see cref="CountersLostException"/>, and then the engine is lost still.
    /// </summary>
    public void OnReturn(Func<CancellationToken, Task> work)
    {
        lock (_gate)
        {
            _beforeReturn.Add(work);
        }
    }

    /// <summary>Connects, and waits for the first answer for up to 2 seconds. Without one the engine is lost until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var connecting = ConnectAsync();
        try
        {
            await connecting.WaitAsync(LongestStart, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It goes on, and the probe finds it.
        }

        if (LostSince is not null)
        {
            _losses.CountMissing();
            LogNotReached(_settings.Servers, Volatile.Read(ref _reason));
        }

        _work = ProbeAsync(connecting);
    }

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys, of one group.</param>
    /// <param name="values">Its arguments.</param>
    /// <param name="began">When the request began to be charged, as a timestamp of the system's clock.</param>
    /// <exception cref="CountersLostException">The engine is lost. The script may have run, or may yet run.</exception>
    public async ValueTask<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values, long began)
    {
        if (LostSince is not null)
        {
            throw new CountersLostException("Redis is lost.");
        }

        try
        {
            return await ReachAsync(script, keys, values, _settings.LongestWait - Stopwatch.GetElapsedTime(began));
        }
        catch (CountersLostException exception)
        {
            if (IsLoss(exception.InnerException))
            {
                Lose(exception.InnerException!);
            }
            else
            {
                NoteError(exception);
            }

            throw;
        }
    }

    /// <summary>Runs a script, also while the engine is lost. That there is no answer in time is left to the caller, and loses nothing.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys, of one group.</param>
    /// <param name="values">Its arguments.</param>
    /// <param name="longest">The longest time to wait.</param>
    /// <exception cref="CountersLostException">There is no answer. The script may have run, or may yet run.</exception>
    public async ValueTask<RedisResult> ReachAsync(string script, RedisKey[] keys, RedisValue[] values, TimeSpan longest)
    {
        if (Volatile.Read(ref _connection) is not { } connection)
        {
            throw new CountersLostException("Redis was not reached yet.");
        }

        try
        {
            return await AnswerAsync(connection.GetDatabase().ScriptEvaluateAsync(script, keys, values), longest);
        }
        catch (Exception exception) when (IsOfEngine(exception))
        {
            throw new CountersLostException($"Redis does not answer: {exception.Message}", exception);
        }
    }

    /// <summary>Ends the connection. A second call does nothing: the container has the engine under two types.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _ended.CancelAsync();
        await _work;
        if (_connection is { } connection)
        {
            // What an engine that is lost does not answer is not waited for.
            await connection.CloseAsync(allowCommandsToComplete: LostSince is null);
            await connection.DisposeAsync();
        }

        _ended.Dispose();
    }

    // Until its answer is there, nobody looks at a command that was given up, and it may end with an exception.
    private static async Task<T> AnswerAsync<T>(Task<T> command, TimeSpan left)
    {
        _ = command.ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            return await command.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System);
        }
        catch (TimeoutException) when (command.IsCompletedSuccessfully)
        {
            // This process was late, not the engine: the answer was there.
            return await command;
        }
    }

    /// <summary>true if the engine is to blame; otherwise, false.</summary>
    public static bool IsOfEngine(Exception exception) =>
        exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException or TaskCanceledException;

    // An error of one script, as on a key that somebody else has written, is no word about the engine: one that says that it cannot count now is.
    private static bool IsLoss(Exception? exception) =>
        exception is RedisServerException answer
            ? Array.Exists(LossWords, word => answer.Message.Contains(word, StringComparison.Ordinal))
            : exception is not null;

    private async Task ConnectAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(_settings.ForCounters());
        Volatile.Write(ref _connection, connection);
        await TryAsync(connection);
    }

    /// <summary>Asks the engine until the process ends: often while it is lost.</summary>
    private async Task ProbeAsync(Task connecting)
    {
        using var timer = new PeriodicTimer(ProbeInterval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                if (Volatile.Read(ref _connection) is { } connection)
                {
                    await (LostSince is null ? WatchAsync(connection) : TryAsync(connection));
                }
            }
        }
        catch (OperationCanceledException)
        {
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryAsync(IConnectionMultiplexer connection)
    {
        try
        {
            // A write: a replica, or an engine that is full, is none to count in.
            await AnswerAsync(connection.GetDatabase().StringSetAsync(ProbeKey, "1", TimeSpan.FromMinutes(1)), _settings.LongestWait);
            IsDivided = Array.Exists(connection.GetServers(), server => server.ServerType == ServerType.Cluster);
            await ReturnAsync();
            Find();
        }
        catch (Exception exception) when (exception is CountersLostException || IsOfEngine(exception))
        {
            // Lost, as before.
            Volatile.Write(ref _reason, exception);
        }
    }

    /// <summary>Asks an engine that was there a moment ago, so that its loss is known where no request comes.</summary>
    private async Task WatchAsync(IConnectionMultiplexer connection)
    {
        if (++_ticks % TicksToWatch != 0)
        {
            return;
        }

        try
        {
            await AnswerAsync(connection.GetDatabase().StringSetAsync(ProbeKey, "1", TimeSpan.FromMinutes(1)), LongestWork);
        }
        catch (Exception exception) when (IsOfEngine(exception))
        {
            Lose(exception);
        }
    }

    private async Task ReturnAsync()
    {
        Func<CancellationToken, Task>[] works;
        lock (_gate)
        {
            works = [.. _beforeReturn];
        }

        try
        {
            await Task.WhenAll(works.Select(work => work(_ended.Token))).WaitAsync(LongestReturn, TimeProvider.System, _ended.Token);
        }
        catch (Exception exception) when (exception is not (CountersLostException or OperationCanceledException))
        {
            // It goes on, or is tried again with the next checkpoint: the engine must not stay lost for it.
            LogNotReady(exception);
        }
    }

    private void Lose(Exception exception)
    {
        if (_losses.Lose())
        {
            LogLost(exception);
        }
    }

    private void NoteError(CountersLostException exception)
    {
        var now = _time.GetTimestamp();
        var last = Interlocked.Read(ref _lastLine);
        if ((last == 0 || _time.GetElapsedTime(last, now) >= BetweenLines) && Interlocked.CompareExchange(ref _lastLine, now, last) == last)
        {
            LogError(exception);
        }
    }

    private void Find()
    {
        if (_losses.Find())
        {
            LogFound(_settings.Servers);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Redis at {Servers} cannot be reached. Until it answers, each rate limit policy does what its 'whenLost' says.")]
    private partial void LogNotReached(string servers, Exception? exception);

    [LoggerMessage(2, LogLevel.Warning, "Redis was lost. Until it answers again, each rate limit policy does what its 'whenLost' says.")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(3, LogLevel.Information, "Redis at {Servers} answers, and counts the rate limits.")]
    private partial void LogFound(string servers);

    [LoggerMessage(4, LogLevel.Warning, "Redis answers, and not all that was admitted without it could be added to its counters yet. It is tried again.")]
    private partial void LogNotReady(Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Redis refuses to count some requests, and for those each rate limit policy does what its 'whenLost' says.")]
    private partial void LogError(Exception exception);
}
