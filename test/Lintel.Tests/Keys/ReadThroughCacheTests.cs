using Lintel.Caching;
using Lintel.Testing;

namespace Lintel.Tests.Keys;

public sealed class ReadThroughCacheTests
{
    private readonly ManualClock _clock = new();
    private readonly Dictionary<int, string> _store = new() { [1] = "one", [2] = "two" };
    private int _asked;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kept_record_is_asked_for_once()
    {
        var cache = MakeCache();

        Assert.Equal("one", await cache.FindAsync(1, Token));
        Assert.Equal("one", await cache.FindAsync(1, Token));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_question()
    {
        var gate = new TaskCompletionSource();
        var cache = MakeCache(load: async key =>
        {
            await gate.Task;
            return _store[key];
        });

        var questions = Enumerable.Range(0, 50).Select(_ => cache.FindAsync(1, Token).AsTask()).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(questions), answer => Assert.Equal("one", answer));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Caller_who_gives_up_does_not_spoil_it_for_the_others()
    {
        var gate = new TaskCompletionSource();
        var cache = MakeCache(load: async key =>
        {
            await gate.Task;
            return _store[key];
        });
        using var impatient = new CancellationTokenSource();
        var first = cache.FindAsync(1, impatient.Token).AsTask();
        var second = cache.FindAsync(1, Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal("one", await second);
        Assert.Equal("one", await cache.FindAsync(1, Token));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Failure_is_told_and_not_kept()
    {
        var fails = true;
        var cache = MakeCache(load: key => fails ? throw new TimeoutException() : new ValueTask<string?>(_store[key]));

        await Assert.ThrowsAsync<TimeoutException>(async () => await cache.FindAsync(1, Token));
        fails = false;
        Assert.Equal("one", await cache.FindAsync(1, Token));
    }

    [Fact]
    public async Task Record_that_was_forgotten_is_asked_for_again()
    {
        var cache = MakeCache();
        await cache.FindAsync(1, Token);
        _store[1] = "changed";
        cache.Forget(1);

        Assert.Equal("changed", await cache.FindAsync(1, Token));
    }

    [Fact]
    public async Task Question_under_way_cannot_bring_an_old_record_back_nor_answer_later_callers()
    {
        var gates = new Queue<TaskCompletionSource>([new TaskCompletionSource(), new TaskCompletionSource()]);
        var cache = MakeCache(load: async key =>
        {
            var value = _store[key];
            await gates.Dequeue().Task;
            return value;
        });
        var (slow, fast) = (gates.First(), gates.Last());
        var before = cache.FindAsync(1, Token).AsTask();
        _store[1] = "changed";
        cache.Forget(1);
        var after = cache.FindAsync(1, Token).AsTask();

        fast.SetResult();
        Assert.Equal("changed", await after);
        slow.SetResult();
        Assert.Equal("one", await before);
        Assert.Equal("changed", await cache.FindAsync(1, Token));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Question_under_way_that_ends_first_is_not_kept_either()
    {
        var gate = new TaskCompletionSource();
        var cache = MakeCache(load: async key =>
        {
            var value = _store[key];
            await gate.Task;
            return value;
        });
        var before = cache.FindAsync(1, Token).AsTask();
        _store[1] = "changed";
        cache.Forget(1);
        gate.SetResult();

        Assert.Equal("one", await before);
        Assert.Equal("changed", await cache.FindAsync(1, Token));
    }

    [Fact]
    public async Task Absence_is_believed_for_its_life_and_no_longer()
    {
        var cache = MakeCache();

        Assert.Null(await cache.FindAsync(7, Token));
        _store[7] = "seven";
        Assert.Null(await cache.FindAsync(7, Token));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("seven", await cache.FindAsync(7, Token));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Absence_ends_with_forgetting()
    {
        var cache = MakeCache();
        await cache.FindAsync(7, Token);
        _store[7] = "seven";
        cache.Forget(7);

        Assert.Equal("seven", await cache.FindAsync(7, Token));
    }

    [Fact]
    public async Task Nothing_is_left_when_everything_is_forgotten()
    {
        var cache = MakeCache(load: key => new ValueTask<string?>(key % 2 == 0 ? $"{key}" : null));
        for (var key = 0; key < 100; key++)
        {
            await cache.FindAsync(key, Token);
        }

        // Places that were given up count among those that are taken away.
        for (var key = 0; key < 40; key++)
        {
            cache.Forget(key);
        }

        cache.ForgetAll();

        Assert.Equal((0, 0), (cache.Count, cache.AbsentCount));
        Assert.DoesNotContain(Enumerable.Range(0, 100), key => cache.TryGetKept(key, out _));
    }

    [Fact]
    public async Task Records_and_absences_stay_within_their_bounds()
    {
        var cache = MakeCache(new RecordCacheOptions { Capacity = 100, AbsentCapacity = 50 }, key => new ValueTask<string?>(key % 2 == 0 ? $"{key}" : null));
        for (var key = 0; key < 5_000; key++)
        {
            await cache.FindAsync(key, Token);
        }

        Assert.InRange(cache.Count, 90, 100);
        Assert.InRange(cache.AbsentCount, 45, 50);
    }

    [Fact]
    public async Task Record_in_use_survives_a_stream_of_others()
    {
        var cache = MakeCache(new RecordCacheOptions { Capacity = 100 }, key => new ValueTask<string?>($"{key}"));
        await cache.FindAsync(-1, Token);
        _asked = 0;
        for (var key = 0; key < 5_000; key++)
        {
            await cache.FindAsync(key, Token);
            await cache.FindAsync(-1, Token);
        }

        Assert.Equal(5_000, _asked);
    }

    [Fact]
    public async Task Changes_and_look_ups_at_the_same_time_never_show_an_old_record_after_its_change()
    {
        var version = 0;
        var cache = MakeCache(new RecordCacheOptions { Capacity = 8 }, async key =>
        {
            var value = $"{Volatile.Read(ref version)}";
            await Task.Yield();
            return value;
        });
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(
            async () =>
            {
                var seed = reader;
                while (!stop.IsCancellationRequested)
                {
                    var acknowledged = Volatile.Read(ref version) - 1;
                    var seen = int.Parse((await cache.FindAsync(1, Token))!);
                    Assert.InRange(seen, acknowledged, int.MaxValue);
                    await cache.FindAsync(++seed % 20, Token);
                }
            },
            Token)).ToList();

        for (var i = 0; i < 3_000; i++)
        {
            // The store first, then the cache; only the version before this one is known to be acknowledged.
            Interlocked.Increment(ref version);
            cache.Forget(1);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    private ReadThroughCache<int, string> MakeCache(RecordCacheOptions? options = null, Func<int, ValueTask<string?>>? load = null) => new(
        (key, _) =>
        {
            Interlocked.Increment(ref _asked);
            return load is null ? new ValueTask<string?>(_store.GetValueOrDefault(key)) : load(key);
        },
        _clock,
        options ?? new RecordCacheOptions());
}
