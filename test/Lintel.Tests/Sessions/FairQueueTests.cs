using System.Net;
using Lintel.AspNetCore;

namespace Lintel.Tests.Sessions;

public sealed class FairQueueTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Free_slots_are_lent_at_once()
    {
        var queue = new FairQueue(slots: 2, capacity: 1);

        Assert.True(await queue.EnterAsync(At("203.0.113.1"), Cancel));
        Assert.True(await queue.EnterAsync(At("203.0.113.1"), Cancel));
        Assert.False(queue.EnterAsync(At("203.0.113.1"), Cancel).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Callers_take_turns_whoever_came_first_with_many()
    {
        var queue = new FairQueue(slots: 1, capacity: 100);
        await queue.EnterAsync(At("203.0.113.1"), Cancel);
        var many = Enumerable.Range(0, 20).Select(_ => queue.EnterAsync(At("198.51.100.7"), Cancel).AsTask()).ToArray();
        var few = queue.EnterAsync(At("192.0.2.9"), Cancel).AsTask();

        queue.Leave();
        await many[0];
        queue.Leave();

        Assert.True(await few);
        Assert.Equal(1, many.Count(waiting => waiting.IsCompleted));
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.201")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:ffff::9")]
    [InlineData("198.51.100.7", "::ffff:198.51.100.8")]
    public async Task Addresses_of_one_network_are_one_caller(string one, string another)
    {
        var queue = new FairQueue(slots: 1, capacity: 100);
        await queue.EnterAsync(At("203.0.113.1"), Cancel);
        var first = queue.EnterAsync(At(one), Cancel).AsTask();
        var second = queue.EnterAsync(At(another), Cancel).AsTask();
        var other = queue.EnterAsync(At("192.0.2.9"), Cancel).AsTask();

        queue.Leave();
        Assert.True(await first);
        queue.Leave();

        Assert.True(await other);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Full_queue_drops_the_newest_of_the_caller_with_the_most()
    {
        var queue = new FairQueue(slots: 1, capacity: 3);
        await queue.EnterAsync(At("203.0.113.1"), Cancel);
        var many = Enumerable.Range(0, 3).Select(_ => queue.EnterAsync(At("198.51.100.7"), Cancel).AsTask()).ToArray();

        var few = queue.EnterAsync(At("192.0.2.9"), Cancel).AsTask();

        Assert.False(await many[2]);
        Assert.False(many[0].IsCompleted || many[1].IsCompleted || few.IsCompleted);
        Assert.Equal(3, queue.Waiting);
        Assert.False(await queue.EnterAsync(At("198.51.100.7"), Cancel));
    }

    [Fact]
    public async Task Known_callers_get_every_other_turn_and_the_places_of_unknown_ones_with_as_many()
    {
        var queue = new FairQueue(slots: 1, capacity: 4);
        await queue.EnterAsync(At("203.0.113.1"), Cancel);
        var unknown = Enumerable.Range(1, 4).Select(i => queue.EnterAsync(At($"198.51.{i}.7"), Cancel).AsTask()).ToArray();

        var known = queue.EnterAsync(PasswordCaller.Process, Cancel).AsTask();
        Assert.False(await unknown[3]);
        queue.Leave();

        Assert.True(await known);
        Assert.False(unknown[0].IsCompleted);
    }

    [Fact]
    public async Task Known_caller_with_many_does_not_push_out_unknown_ones_with_few()
    {
        var queue = new FairQueue(slots: 1, capacity: 3);
        await queue.EnterAsync(At("203.0.113.1"), Cancel);
        var unknown = queue.EnterAsync(At("198.51.100.7"), Cancel).AsTask();
        var known = Enumerable.Range(0, 5).Select(_ => queue.EnterAsync(PasswordCaller.Process, Cancel).AsTask()).ToArray();

        Assert.False(unknown.IsCompleted);
        Assert.DoesNotContain(true, await Task.WhenAll(known[2..]));
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_no_place_and_no_slot_behind()
    {
        var queue = new FairQueue(slots: 1, capacity: 3);
        await queue.EnterAsync(At("203.0.113.1"), Cancel);
        using var impatient = new CancellationTokenSource();
        var gone = queue.EnterAsync(At("198.51.100.7"), impatient.Token).AsTask();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal(0, queue.Waiting);
        queue.Leave();
        Assert.True(await queue.EnterAsync(At("192.0.2.9"), Cancel));
    }

    [Fact]
    public async Task Slots_are_never_lent_twice_nor_lost_however_many_come_and_give_up_at_once()
    {
        var queue = new FairQueue(slots: 3, capacity: 40);
        var (holding, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(
            async () =>
            {
                using var impatient = new CancellationTokenSource();
                var entering = queue.EnterAsync(At($"198.51.{i % 9}.1"), impatient.Token).AsTask();
                if (i % 5 == 0)
                {
                    await impatient.CancelAsync();
                }

                try
                {
                    if (await entering)
                    {
                        var now = Interlocked.Increment(ref holding);
                        InterlockedMax(ref most, now);
                        await Task.Yield();
                        Interlocked.Decrement(ref holding);
                        queue.Leave();
                    }
                }
                catch (OperationCanceledException)
                {
                    // It gave up, and has no slot.
                }
            },
            Cancel)));

        Assert.InRange(most, 1, 3);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await queue.EnterAsync(At("192.0.2.9"), Cancel));
        }

        Assert.False(queue.EnterAsync(At("192.0.2.9"), Cancel).AsTask().IsCompleted);
    }

    private static PasswordCaller At(string address) => PasswordCaller.Of(IPAddress.Parse(address));

    private static void InterlockedMax(ref int place, int value)
    {
        for (var seen = Volatile.Read(ref place); value > seen; seen = Volatile.Read(ref place))
        {
            Interlocked.CompareExchange(ref place, value, seen);
        }
    }
}
