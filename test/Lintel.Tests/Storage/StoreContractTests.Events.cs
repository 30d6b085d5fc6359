using System.Collections.Concurrent;
using System.Data.Common;
using Lintel.Events;
using Lintel.Storage;

namespace Lintel.Tests.Storage;

public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Changes_of_keys_and_accounts_leave_events_in_their_transactions()
    {
        if (Stores is not DatabaseStores stores)
        {
            return;
        }

        var outbox = new RecordingOutbox();
        stores.Events.Outbox = outbox;
        await stores.Accounts.AddAsync(MakeAccount("acct_a"), Token);
        await stores.Accounts.UpdateAsync(MakeAccount("acct_a") with { SuspendedAt = Noon, Version = 2 }, Token);
        await stores.Accounts.UpdateAsync(MakeAccount("acct_a") with { SuspendedAt = Noon, Name = "other", Version = 3 }, Token);

        // Of a version that is not the present one.
        await stores.Accounts.UpdateAsync(MakeAccount("acct_a") with { SuspendedAt = Noon, Version = 3 }, Token);

        Assert.Equal([EventTypes.AccountSuspended], outbox.Types);
    }

    [Fact]
    public async Task Event_that_several_nodes_find_is_told_once()
    {
        if (Stores is not DatabaseStores stores)
        {
            return;
        }

        var outbox = new RecordingOutbox();
        stores.Events.Outbox = outbox;
        var happened = new LintelEvent(EventTypes.ErrorsSpike, []);

        var told = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => stores.EventMarks.RaiseAsync("errors.spike/shop/x", "hour 1", Noon, happened, Token)));

        Assert.Single(told, raised => raised);
        Assert.False(await stores.EventMarks.RaiseUnlessAsync("errors.spike/shop/x", "hour 1", Noon, happened, Token));
        Assert.True(await stores.EventMarks.RaiseUnlessAsync("errors.spike/shop/x", "hour 2", Noon, happened, Token));
        Assert.Equal("hour 2", await stores.EventMarks.BeginAsync("errors.spike/shop/x", "hour 3", Noon, Token));
        await stores.EventMarks.TrimAsync(Noon.AddTicks(TimeSpan.TicksPerSecond), Token);
        Assert.Null(await stores.EventMarks.BeginAsync("errors.spike/shop/x", "hour 3", Noon, Token));
    }

    /// <summary>Notes the types of events; an engine may run a write again, so that the last run counts.</summary>
    private sealed class RecordingOutbox : IEventOutbox
    {
        private readonly ConcurrentDictionary<string, bool> _types = new();

        public IEnumerable<string> Types => _types.Keys;

        public Task AddAsync(DbConnection connection, LintelEvent happened)
        {
            if (!_types.TryAdd(happened.Type, true) && happened.Type == EventTypes.AccountSuspended)
            {
                throw new InvalidOperationException("It was told of twice.");
            }

            return Task.CompletedTask;
        }
    }
}
