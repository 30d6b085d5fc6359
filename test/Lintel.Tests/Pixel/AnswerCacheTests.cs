using Lintel.Pixel;
using Lintel.Testing;

namespace Lintel.Tests.Pixel;

public sealed class AnswerCacheTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Answer_is_given_for_less_than_fifteen_minutes()
    {
        var cache = new AnswerCache(_clock);
        cache.Keep("key", [1]);
        _clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.True(cache.TryTake("key", out _));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(cache.TryTake("key", out _));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Newer_answer_takes_the_place_of_the_older()
    {
        var cache = new AnswerCache(_clock);
        cache.Keep("key", [1]);
        cache.Keep("key", [2]);
        Assert.True(cache.TryTake("key", out var body));
        Assert.Equal([2], body);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Oldest_answers_go_where_there_are_too_many()
    {
        var cache = new AnswerCache(_clock);
        for (var i = 0; i <= AnswerCache.MaximumAnswers; i++)
        {
            cache.Keep($"key {i}", [1]);
        }

        Assert.Equal(AnswerCache.MaximumAnswers, cache.Count);
        Assert.False(cache.TryTake("key 0", out _));
        Assert.True(cache.TryTake("key 1", out _));
    }

    [Fact]
    public void Oldest_answers_go_where_they_are_too_large()
    {
        var cache = new AnswerCache(_clock);
        var half = new byte[AnswerCache.MaximumBytes / 2];
        cache.Keep("a", half);
        cache.Keep("b", half);
        cache.Keep("c", [1]);

        Assert.False(cache.TryTake("a", out _));
        Assert.True(cache.TryTake("b", out _));
        Assert.True(cache.TryTake("c", out _));
    }
}
