using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Lintel.AspNetCore;

namespace Lintel.HttpTests.Kestrel;

public sealed class WatchedTransportTests
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET /shop/hello HTTP/1.1\r\nHost: x\r\n\r\n");

    private readonly Pipe _pipe = new(
        new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));

    [Fact]
    public async Task Reader_remembers_how_what_was_read_last_begins()
    {
        var reader = new RememberingReader(_pipe.Reader);
        await _pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes("first second"), TestContext.Current.CancellationToken);
        var read = await reader.ReadAsync(TestContext.Current.CancellationToken);
        reader.AdvanceTo(read.Buffer.GetPosition(6));

        Assert.True(reader.TryRead(out read));
        reader.AdvanceTo(read.Buffer.End);

        Assert.Equal("second", Encoding.ASCII.GetString(reader.LastRead));
    }

    [Fact]
    public async Task Reader_remembers_what_it_waited_for()
    {
        var reader = new RememberingReader(_pipe.Reader);
        var wait = reader.ReadAsync(TestContext.Current.CancellationToken);
        await _pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes("later"), TestContext.Current.CancellationToken);
        reader.AdvanceTo((await wait).Buffer.End);
        Assert.Equal("later", Encoding.ASCII.GetString(reader.LastRead));

        var failing = reader.ReadAsync(TestContext.Current.CancellationToken);
        await _pipe.Writer.CompleteAsync(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(async () => await failing);
        Assert.Equal("later", Encoding.ASCII.GetString(reader.LastRead));
    }

    [Fact]
    public async Task Reader_of_another_kind_is_waited_for_too()
    {
        var reader = new RememberingReader(PipeReader.Create(_pipe.Reader.AsStream()));
        var wait = reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        await _pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes("from a stream"), TestContext.Current.CancellationToken);

        reader.AdvanceTo((await wait).Buffer.End);
        Assert.Equal("from a stream", Encoding.ASCII.GetString(reader.LastRead));
    }

    [Fact]
    public void Reader_that_waits_for_each_request_allocates_nothing()
    {
#if DEBUG
        Assert.Skip("Only optimised builds keep the state of a wait out of the heap.");
#endif
        var reader = new RememberingReader(_pipe.Reader);
        ReadRequests(reader, 10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadRequests(reader, 100);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Writer_sends_what_was_written_before_and_then_the_answer_alone()
    {
        var writer = new ReplaceableWriter(_pipe.Writer);
        writer.Write("before"u8);
        writer.Replace(" answer"u8.ToArray());
        writer.Write("after"u8);
        writer.GetMemory(10_000);
        writer.Advance(10_000);
        await writer.WriteAsync(new byte[10], TestContext.Current.CancellationToken);
        await writer.CompleteAsync();

        var sent = await _pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal("before answer", Encoding.ASCII.GetString(sent.Buffer));
    }

    private void ReadRequests(RememberingReader reader, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Arrive(reader.ReadAsync(CancellationToken.None), reader);
        }
    }

    /// <summary>Lets a request arrive for a reader that waits.</summary>
    private void Arrive(ValueTask<ReadResult> wait, RememberingReader reader)
    {
        Assert.False(wait.IsCompleted);
        Request.CopyTo(_pipe.Writer.GetSpan(Request.Length));
        _pipe.Writer.Advance(Request.Length);
        Result(_pipe.Writer.FlushAsync(CancellationToken.None));
        reader.AdvanceTo(Result(wait).Buffer.End);
    }

    private static T Result<T>(ValueTask<T> ended)
    {
        Assert.True(ended.IsCompletedSuccessfully);
        return ended.GetAwaiter().GetResult();
    }
}
