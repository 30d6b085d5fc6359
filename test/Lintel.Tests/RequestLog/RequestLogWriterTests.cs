using Lintel.Requests;
using Lintel.Testing;

namespace Lintel.Tests.RequestLog;

public sealed class RequestLogWriterTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeLogStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flush_writes_what_was_taken_before()
    {
        await using var writer = new RequestLogWriter(_store, _clock, new RequestLogOptions { BatchSize = 500 });
        for (var i = 0; i < 1_234; i++)
        {
            writer.Take(Make(i));
        }

        await writer.FlushAsync(Token);

        Assert.Equal(Enumerable.Range(0, 1_234).Select(i => $"req_{i}"), _store.Ids);
        Assert.Equal((0, 0L), (writer.Waiting, writer.Dropped));
        Assert.All(_store.Batches, batch => Assert.InRange(batch, 1, 500));
    }

    [Fact]
    public async Task Single_record_is_written_after_the_delay()
    {
        await using var writer = new RequestLogWriter(_store, TimeProvider.System, new RequestLogOptions { Delay = TimeSpan.FromMilliseconds(20) });
        writer.Take(Make(1));
        await _store.Appended.WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.Equal(["req_1"], _store.Ids);
    }

    [Fact]
    public async Task Full_batch_is_written_without_delay()
    {
        await using var writer = new RequestLogWriter(_store, _clock, new RequestLogOptions { BatchSize = 10 });
        for (var i = 0; i < 10; i++)
        {
            writer.Take(Make(i));
        }

        // The clock stands still, so no delay can end.
        await _store.Appended.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal(10, _store.Ids.Length);
    }

    [Fact]
    public async Task Records_beyond_the_bound_are_dropped_and_counted()
    {
        _store.Failure = new IOException("full");
        await using var writer = new RequestLogWriter(_store, _clock, new RequestLogOptions { QueueLength = 100, BatchSize = 10 });
        for (var i = 0; i < 150; i++)
        {
            writer.Take(Make(i));
        }

        Assert.Equal((100, 50L), (writer.Waiting, writer.Dropped));
        _store.Failure = null;
        await writer.FlushAsync(Token);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"req_{i}"), _store.Ids);
    }

    [Fact]
    public async Task Store_that_fails_is_asked_again_and_nothing_is_lost_or_doubled()
    {
        await using var writer = new RequestLogWriter(_store, _clock, new RequestLogOptions { BatchSize = 10 });
        _store.Failure = new IOException("locked");
        for (var i = 0; i < 25; i++)
        {
            writer.Take(Make(i));
        }

        await Assert.ThrowsAsync<IOException>(() => writer.FlushAsync(Token));
        Assert.IsType<IOException>(writer.LastFailure);
        Assert.Equal(25, writer.Waiting);

        _store.Failure = null;
        writer.Take(Make(25));
        await writer.FlushAsync(Token);
        Assert.Equal(Enumerable.Range(0, 26).Select(i => $"req_{i}"), _store.Ids);
        Assert.Null(writer.LastFailure);
    }

    [Fact]
    public async Task Store_that_fails_is_asked_again_by_itself()
    {
        _store.Failure = new IOException("locked");
        await using var writer = new RequestLogWriter(_store, TimeProvider.System, new RequestLogOptions { Delay = TimeSpan.FromMilliseconds(10) });
        writer.Take(Make(1));
        await Assert.ThrowsAsync<IOException>(() => writer.FlushAsync(Token));
        _store.Failure = null;
        await _store.Appended.WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.Equal(["req_1"], _store.Ids);
    }

    [Fact]
    public async Task Stop_writes_what_waits_and_takes_no_more()
    {
        var writer = new RequestLogWriter(_store, _clock);
        writer.Take(Make(1));
        await writer.DisposeAsync();
        writer.Take(Make(2));
        await writer.FlushAsync(Token);

        Assert.Equal(["req_1"], _store.Ids);
        Assert.Equal((0, 1L), (writer.Waiting, writer.Dropped));
    }

    [Fact]
    public async Task Stop_gives_up_on_a_store_that_hangs()
    {
        _store.Gate = new TaskCompletionSource();
        var writer = new RequestLogWriter(_store, _clock);
        writer.Take(Make(1));
        var stop = writer.DisposeAsync().AsTask();
        while (!stop.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1.5));
            await Task.Yield();
        }

        await stop;
        Assert.Equal(1, writer.Dropped);
        _store.Gate.SetResult();
    }

    [Fact]
    public async Task Stop_does_not_hang_on_a_store_that_fails()
    {
        _store.Failure = new IOException("gone");
        var writer = new RequestLogWriter(_store, _clock);
        writer.Take(Make(1));
        await writer.DisposeAsync();

        Assert.Equal(1, writer.Dropped);
    }

    [Fact]
    public async Task Old_records_are_removed_in_pieces_at_the_start_and_each_minute()
    {
        _store.ToTrim = 3;
        await using var writer = new RequestLogWriter(
            _store,
            _clock,
            new RequestLogOptions { MaxAnonymous = 5, MaxRefused = 6, MaxAdmitted = 7, KeepFor = TimeSpan.FromDays(2) });
        await PushUntilAsync(4);
        Assert.Equal((_clock.GetUtcNow() - TimeSpan.FromDays(2), new RequestLogLimits(5, 6, 7)), _store.TrimArguments);

        for (var i = 0; i < 20; i++)
        {
            await PushAsync();
        }

        Assert.Equal(4, _store.Trims);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await PushUntilAsync(5);

        // Each piece follows a batch, and there need be no records for it but that the clock stands still.
        async Task PushUntilAsync(int trims)
        {
            while (_store.Trims < trims)
            {
                await PushAsync();
            }

            Assert.Equal(trims, _store.Trims);
        }

        async Task PushAsync()
        {
            writer.Take(Make(1));
            await writer.FlushAsync(Token);
        }
    }

    [Fact]
    public async Task Take_allocates_nothing_in_the_long_run()
    {
        await using var writer = new RequestLogWriter(_store, _clock);
        var record = Make(1);
        for (var i = 0; i < 5_000; i++)
        {
            writer.Take(record);
        }

        await writer.FlushAsync(Token);
        Assert.InRange(Measure(), 0, 2_000);

        long Measure()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                writer.Take(record);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task Records_of_many_threads_are_all_written()
    {
        await using var writer = new RequestLogWriter(_store, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(
            () =>
            {
                for (var i = 0; i < 2_000; i++)
                {
                    writer.Take(Make((thread * 10_000) + i));
                }
            },
            Token)));
        await writer.FlushAsync(Token);

        Assert.Equal(16_000, _store.Ids.Distinct().Count());
        Assert.Equal(0, writer.Dropped);
    }

    private static RequestRecord Make(int number) =>
        new()
        {
            Id = $"req_{number}",
            At = DateTimeOffset.UnixEpoch,
            Api = "own",
            Method = "GET",
            Route = "/own/items",
            Status = 200,
            Duration = TimeSpan.Zero
        };

    private sealed class FakeLogStore : IRequestLogStore
    {
        private readonly Lock _gate = new();
        private readonly List<string> _ids = [];
        private readonly TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<int> Batches { get; } = [];

        public Exception? Failure { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public int ToTrim { get; set; }

        public int Trims { get; private set; }

        public (DateTimeOffset Before, RequestLogLimits Keep) TrimArguments { get; private set; }

        public Task Appended => _appended.Task;

        public string[] Ids
        {
            get
            {
                lock (_gate)
                {
                    return [.. _ids];
                }
            }
        }

        public async ValueTask AppendAsync(IReadOnlyList<RequestRecord> records, CancellationToken cancellationToken)
        {
            if (Gate is { } gate)
            {
                await gate.Task;
            }

            if (Failure is { } failure)
            {
                throw failure;
            }

            lock (_gate)
            {
                _ids.AddRange(records.Select(record => record.Id));
                Batches.Add(records.Count);
            }

            _appended.TrySetResult();
        }

        public ValueTask<int> TrimAsync(DateTimeOffset before, RequestLogLimits keep, CancellationToken cancellationToken)
        {
            Trims++;
            TrimArguments = (before, keep);
            return new ValueTask<int>(ToTrim-- > 0 ? 1 : 0);
        }

        public ValueTask<int> CountAsync(string accountId, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ErasedRequests> EraseAsync(string accountId, long after, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<UsagePlace?> EraseUsageAsync(string accountId, UsagePlace? place, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask EraseKeyUsesAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> TrimUsageAsync(DateTimeOffset now, CancellationToken cancellationToken) => new(0);

        public ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeyUsesAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<UsageRow>> ReadUsageAsync(UsageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<RequestLogEntry?> FindAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<RequestLogPage> SearchAsync(RequestLogQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
