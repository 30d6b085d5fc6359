using Lintel.Requests;
using Lintel.Testing;

namespace Lintel.Tests.RequestLog;

public sealed class RequestTailTests
{
    private readonly RequestTail _tail = new();

    [Fact]
    public async Task Reader_gets_what_it_asked_for_once_it_is_written()
    {
        using var reader = _tail.Open(new RequestLogQuery { StatusClass = 4 });
        await using var writer = new RequestLogWriter(new InMemoryRequestLogStore(), TimeProvider.System, tail: _tail);
        writer.Take(Make(1, 200));
        writer.Take(Make(2, 404));
        await writer.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal("req_2", reader.Next()?.Id);
        Assert.Null(reader.Next());
    }

    [Fact]
    public void Slow_reader_has_a_bounded_number_of_entries_and_is_told_how_many_it_missed()
    {
        using var slow = _tail.Open(new RequestLogQuery());
        using var other = _tail.Open(new RequestLogQuery { Status = 404 });

        _tail.Take([.. Enumerable.Range(0, RequestTailReader.MostWaiting + 7).Select(i => Make(i, 200))]);
        _tail.Miss(5);

        Assert.Equal((12, 0), (slow.TakeDropped(), slow.TakeDropped()));
        Assert.Equal(5, other.TakeDropped());
        var kept = 0;
        while (slow.Next() is not null)
        {
            kept++;
        }

        Assert.Equal(RequestTailReader.MostWaiting, kept);
        _tail.Take([Make(1, 200)]);
        Assert.NotNull(slow.Next());
    }

    [Fact]
    public void Reader_that_is_closed_gets_nothing_more()
    {
        var reader = _tail.Open(new RequestLogQuery());
        reader.Dispose();

        _tail.Take([Make(1, 200)]);

        Assert.False(_tail.HasReaders);
        Assert.Null(reader.Next());
    }

    private static RequestRecord Make(int number, int status) => new()
    {
        Id = $"req_{number}",
        At = DateTimeOffset.UnixEpoch,
        Api = "own",
        Method = "GET",
        Route = "/own/items",
        Status = status,
        Duration = TimeSpan.Zero,
    };
}
