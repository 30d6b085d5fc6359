using Lintel.Panel;
using Lintel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lintel.Tests.Panel;

public sealed class KeyNoteTests : PanelDatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Edit_counts_from_the_version_that_it_leads_to()
    {
        var edits = new KeyEdits(Database);
        await edits.NoteAsync("key_a", 1, Now, CancellationToken.None);

        Assert.Null(await edits.FindAsync("key_a", 1, TestContext.Current.CancellationToken));
        Assert.Equal(Now, await edits.FindAsync("key_a", 2, TestContext.Current.CancellationToken));
        await edits.NoteAsync("key_a", 2, Now.AddHours(1), CancellationToken.None);
        Assert.Equal(Now, await edits.FindAsync("key_a", 2, TestContext.Current.CancellationToken));
        Assert.Equal(Now.AddHours(1), await edits.FindAsync("key_a", 3, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Edit_that_failed_is_forgotten_by_the_next()
    {
        var edits = new KeyEdits(Database);
        await edits.NoteAsync("key_a", 1, Now, CancellationToken.None);
        await edits.NoteAsync("key_a", 1, Now.AddHours(1), CancellationToken.None);

        Assert.Null(await edits.FindAsync("key_a", 1, TestContext.Current.CancellationToken));
        Assert.Equal(Now.AddHours(1), await edits.FindAsync("key_a", 2, TestContext.Current.CancellationToken));
        Assert.Equal(["key_a"], (await edits.FindAsync(new Dictionary<string, long> { ["key_a"] = 2, ["key_b"] = 9 }, TestContext.Current.CancellationToken)).Keys);
    }

    [Fact]
    public async Task Use_is_known_before_and_after_it_is_written()
    {
        using var uses = new KeyUses(Database, _clock, NullLogger<KeyUses>.Instance);
        uses.Note("key_a", new KeyUse(Now, "203.0.113.1"));
        Assert.Equal("203.0.113.1", (await uses.FindAsync(["key_a", "key_b"], TestContext.Current.CancellationToken)).Single().Value.Address);

        await uses.FlushAsync(CancellationToken.None);
        using var others = new KeyUses(Database, _clock, NullLogger<KeyUses>.Instance);
        Assert.Equal(Now, (await others.FindAsync(["key_a"], TestContext.Current.CancellationToken))["key_a"].At);
        uses.Note("key_a", new KeyUse(Now.AddHours(1), "203.0.113.2"));
        Assert.Equal("203.0.113.2", (await uses.FindAsync(["key_a"], TestContext.Current.CancellationToken))["key_a"].Address);
    }

    [Fact]
    public async Task Uses_of_an_erased_account_are_not_written_by_a_node_that_had_noted_them()
    {
        using var uses = new KeyUses(Database, _clock, NullLogger<KeyUses>.Instance);
        using var other = new KeyUses(Database, _clock, NullLogger<KeyUses>.Instance);
        uses.Note("key_old", new KeyUse(Now, "203.0.113.1", "acct_a"));
        uses.Note("key_kept", new KeyUse(Now, "203.0.113.1", "acct_b"));
        await uses.FlushAsync(CancellationToken.None);
        uses.Note("key_a", new KeyUse(Now, "203.0.113.1", "acct_a"));
        other.Note("key_a", new KeyUse(Now, "203.0.113.2", "acct_a"));

        await uses.EraseAsync("acct_a", ["key_a"], CancellationToken.None);
        await other.FlushAsync(CancellationToken.None);
        await uses.FlushAsync(CancellationToken.None);

        Assert.Equal(["key_kept"], (await uses.FindAsync(["key_a", "key_old", "key_kept"], TestContext.Current.CancellationToken)).Keys);
    }

    [Fact]
    public async Task Use_is_written_when_the_process_stops()
    {
        using var uses = new KeyUses(Database, _clock, NullLogger<KeyUses>.Instance);
        await uses.StartAsync(CancellationToken.None);
        uses.Note("key_a", new KeyUse(Now, "203.0.113.1"));
        await uses.StopAsync(CancellationToken.None);

        using var others = new KeyUses(Database, _clock, NullLogger<KeyUses>.Instance);
        Assert.Equal(Now, (await others.FindAsync(["key_a"], TestContext.Current.CancellationToken))["key_a"].At);
    }

    [Fact]
    public async Task Uses_beyond_the_bound_are_left_out_until_the_next_writing()
    {
        using var uses = new KeyUses(Database, _clock, NullLogger<KeyUses>.Instance);
        for (var i = 0; i <= 10_000; i++)
        {
            uses.Note($"key_{i}", new KeyUse(Now, "203.0.113.1"));
        }

        uses.Note("key_0", new KeyUse(Now.AddHours(1), "203.0.113.2"));
        Assert.Empty(await uses.FindAsync(["key_10000"], TestContext.Current.CancellationToken));
        Assert.Equal("203.0.113.2", (await uses.FindAsync(["key_0"], TestContext.Current.CancellationToken))["key_0"].Address);
        await uses.FlushAsync(CancellationToken.None);
        uses.Note("key_10000", new KeyUse(Now, "203.0.113.1"));
        Assert.Single(await uses.FindAsync(["key_10000"], TestContext.Current.CancellationToken));
    }
}
