using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;

namespace Lintel.ClusterTests.Harness;

/// <summary>A decision: when its request was sent and its answer there, by the clock of the engine that counts.</summary>
internal sealed record Decision(DateTimeOffset Began, DateTimeOffset Ended, Reply Reply)
{
    public bool IsAdmitted => Reply.Status == 200;

    public TimeSpan Took => Ended - Began;
}

/// <summary>Decisions with the engine's time, to be checked afterwards.</summary>
internal sealed class History
{
    private readonly ConcurrentQueue<Decision> _decisions = new();
    private readonly DateTimeOffset _engine;
    private readonly long _timestamp;

    private History(DateTimeOffset engine, long timestamp)
    {
        _engine = engine;
        _timestamp = timestamp;
    }

    /// <summary>The engine's time.</summary>
    public DateTimeOffset Now => _engine + TimeProvider.System.GetElapsedTime(_timestamp);

    public IReadOnlyList<Decision> Decisions => [.. _decisions];

    public int Admitted => _decisions.Count(decision => decision.IsAdmitted);

    /// <summary>Asks the engine for its time, and begins.</summary>
    public static async Task<History> BeginAsync(RedisServer engine)
    {
        var answer = (RedisValue[])(await engine.ExecuteAsync("TIME"))!;
        var micros = (long.Parse((string)answer[0]!, CultureInfo.InvariantCulture) * 1_000_000) + long.Parse((string)answer[1]!, CultureInfo.InvariantCulture);
        return new History(DateTimeOffset.UnixEpoch.AddMicroseconds(micros), TimeProvider.System.GetTimestamp());
    }

    /// <summary>Makes a request, and notes it.</summary>
    public async Task<Decision> NoteAsync(Func<Task<Reply>> send)
    {
        var began = Now;
        var reply = await send();
        var decision = new Decision(began, Now, reply);
        _decisions.Enqueue(decision);
        return decision;
    }

    /// <summary>Waits until the engine's time has come.</summary>
    public Task UntilAsync(DateTimeOffset moment) => moment - Now is { Ticks: > 0 } left ? Task.Delay(left, TimeProvider.System) : Task.CompletedTask;

    /// <summary>The most requests that were certainly admitted within any window of this length.</summary>
    public int MostWithin(TimeSpan window)
    {
        var admitted = _decisions.Where(decision => decision.IsAdmitted).OrderBy(decision => decision.Began).ToArray();
        var step = Math.Max(1, admitted.Length / 1000);
        return admitted.Where((_, place) => place % step == 0).Select(decision => CertainlyIn(decision.Began, window)).DefaultIfEmpty().Max();

        int CertainlyIn(DateTimeOffset start, TimeSpan length) => admitted.Count(decision => decision.Began >= start && decision.Ended <= start + length);
    }

    /// <summary>The most requests that were certainly admitted within one minute of the clock.</summary>
    public int MostInMinute() => _decisions
        .Where(decision => decision.IsAdmitted && MinuteOf(decision.Began) == MinuteOf(decision.Ended))
        .GroupBy(decision => MinuteOf(decision.Began), (_, decisions) => decisions.Count())
        .DefaultIfEmpty()
        .Max();

    private static long MinuteOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / 60;
}
