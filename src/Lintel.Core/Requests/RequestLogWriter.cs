using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Lintel.Telemetry;

namespace Lintel.Requests;

/// <summary>
/// Takes the record of every finished request into a bounded queue and writes them in batches. A store that cannot answer is asked again; meanwhile
/// records wait up to the bound, and what comes beyond is dropped and counted.
/// </summary>
internal sealed class RequestLogWriter : IRequestSink, IAsyncDisposable
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(5);

    private readonly IRequestLogStore _store;
    private readonly TimeProvider _time;
    private readonly RequestLogOptions _options;
    private readonly RequestTail? _tail;
    private readonly ConcurrentQueue<RequestRecord> _queue = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _flushes = new();
    private readonly List<RequestRecord> _batch = [];
    private readonly WakeUp _work = new();
    private readonly WakeUp _haste = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _waiting;
    private long _dropped;
    private long _written;
    private int _stopping;
    private TimeSpan _retryDelay;
    private long? _trimmedAt;

    /// <summary>Begins to write.</summary>
    /// <param name="store">Where the log is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="tail">Gets what is written; null where it hears of that from the store.</param>
    public RequestLogWriter(IRequestLogStore store, TimeProvider time, RequestLogOptions? options = null, RequestTail? tail = null)
    {
        _tail = tail;
        _store = store;
        _time = time;
        _options = options ?? new RequestLogOptions();
        Progress = new BackgroundLoop("request_log", time);
        Progress.Wait();
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>How many records were dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The number of records that were written since the start.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>The loop that writes, by the clock of this writer.</summary>
    public BackgroundLoop Progress { get; }

    /// <summary>true while records wait and the queue is full, so that those that come are dropped; otherwise, false.</summary>
    public bool IsFull => Waiting >= _options.QueueLength;

    /// <summary>How many records wait to be written.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Why the last attempt to write failed; null where it went well.</summary>
    public Exception? LastFailure { get; private set; }

    /// <inheritdoc/>
    public void Take(in RequestRecord record)
    {
        var waiting = Interlocked.Increment(ref _waiting);
        if (waiting > _options.QueueLength || Volatile.Read(ref _stopping) != 0)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _queue.Enqueue(record);
        if (waiting == 1)
        {
            _work.Signal();
        }
        else if (waiting == _options.BatchSize)
        {
            _haste.Signal();
        }
    }

    /// <summary>Writes what was taken before this call; so a look-up by id finds the request that was just answered.</summary>
    /// <exception cref="Exception">What the store threw; the records still wait.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (Waiting == 0 || _loop.IsCompleted)
        {
            return;
        }

        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flushes.Enqueue(flush);
        _work.Signal();
        _haste.Signal();

        // The loop may end, with a last look at what waits; then nobody answers any more.
        await await Task.WhenAny(flush.Task, _loop).WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more, writes what waits within the time of <see cref="RequestLogOptions.StopWithin"/>, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopping, 1) == 0)
        {
            await _stop.CancelAsync();
            _work.Signal();
            _haste.Signal();
        }

        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var drain = Task.FromResult(false);
        while (Volatile.Read(ref _stopping) == 0)
        {
            await WaitForWorkAsync();
            Progress.Begin();
            drain = DrainAsync(_stop.Token);
            await UntilStopAsync(drain);
            if (drain.IsCompletedSuccessfully && await drain)
            {
                await UntilStopAsync(TrimAsync());
                Progress.Wait();
            }
        }

        await WriteTheRestAsync(drain);
    }

    // A store that hangs, and does not heed the token either, must not keep the process from stopping.
    private async Task UntilStopAsync(Task task) => await task.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // Idle, nothing ticks but the look for old records; busy, records are gathered for a moment or until there are many.
    private async Task WaitForWorkAsync()
    {
        if (_retryDelay == TimeSpan.Zero && Waiting == 0)
        {
            await _work.WaitAsync(UntilTrim(), _time, _stop.Token);
        }

        if (_flushes.IsEmpty)
        {
            await _haste.WaitAsync(_retryDelay > _options.Delay ? _retryDelay : _options.Delay, _time, _stop.Token);
        }
    }

    /// <returns>True where everything that waited is in the store.</returns>
    private async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        var flushes = TakeFlushes();
        try
        {
            // What is queued by now, and not what comes meanwhile: flushes wait for it, and the loop has other duties.
            for (var left = _queue.Count + _batch.Count; left > 0;)
            {
                Gather();
                left -= _batch.Count;
                await _store.AppendAsync(_batch, cancellationToken);
                _tail?.Take(_batch);
                Interlocked.Add(ref _waiting, -_batch.Count);
                Interlocked.Add(ref _written, _batch.Count);
                _batch.Clear();
            }

            LastFailure = null;
            _retryDelay = TimeSpan.Zero;
            flushes.ForEach(flush => flush.TrySetResult());
            return true;
        }
        catch (Exception exception)
        {
            // The batch stays and is tried again.
            LastFailure = exception;
            _retryDelay = _retryDelay == TimeSpan.Zero ? _options.Delay : Min(_retryDelay * 2, LongestRetryDelay);
            flushes.ForEach(flush => flush.TrySetException(exception));
            return false;
        }
    }

    // Straight from the queue into the batch's own memory: a record is large, and each copy of one tells the garbage collector of its references.
    private void Gather()
    {
        var count = _batch.Count;
        CollectionsMarshal.SetCount(_batch, Math.Min(_options.BatchSize, count + _queue.Count));
        var batch = CollectionsMarshal.AsSpan(_batch);
        while (count < batch.Length && _queue.TryDequeue(out batch[count]))
        {
            count++;
        }

        CollectionsMarshal.SetCount(_batch, count);
    }

    private List<TaskCompletionSource> TakeFlushes()
    {
        var flushes = new List<TaskCompletionSource>();
        while (_flushes.TryDequeue(out var flush))
        {
            flushes.Add(flush);
        }

        return flushes;
    }

    // One small piece between two batches, so that new records never wait for old ones to go.
    private async Task TrimAsync()
    {
        if (UntilTrim() > TimeSpan.Zero)
        {
            return;
        }

        try
        {
            var removed = await _store.TrimAsync(
                _time.GetUtcNow() - _options.KeepFor,
                new RequestLogLimits(_options.MaxAnonymous, _options.MaxRefused, _options.MaxAdmitted),
                _stop.Token)
                + await _store.TrimUsageAsync(_time.GetUtcNow(), _stop.Token);
            _trimmedAt = removed == 0 ? _time.GetTimestamp() : _trimmedAt;
        }
        catch (Exception exception)
        {
            LastFailure = exception;
            _trimmedAt = _time.GetTimestamp();
        }
    }

    private TimeSpan UntilTrim()
    {
        var left = _trimmedAt is { } at ? _options.TrimEvery - _time.GetElapsedTime(at) : TimeSpan.Zero;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <param name="drain">The last batch, which may still be on its way; two at once would write it twice.</param>
    private async Task WriteTheRestAsync(Task drain)
    {
        using var limit = new CancellationTokenSource(_options.StopWithin, TimeProvider.System);
        try
        {
            await drain.WaitAsync(limit.Token);
            while (Waiting > 0 && !limit.IsCancellationRequested && await DrainAsync(limit.Token).WaitAsync(limit.Token))
            {
                // A caller that was past the check for the stop may still have brought one.
            }
        }
        catch (OperationCanceledException)
        {
            // The store did not answer in time.
        }

        Interlocked.Add(ref _dropped, Interlocked.Exchange(ref _waiting, 0));
        TakeFlushes().ForEach(flush => flush.TrySetCanceled());
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
