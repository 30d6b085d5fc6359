namespace Lintel.GuestTests;

/// <summary>The same application twice: with Lintel before half of it, and without.</summary>
public sealed class Pair : IAsyncLifetime
{
    private readonly Lazy<Task<string>> _key;

    public Pair() => _key = new(() => With.IssueAsync("orders:write"));

    public Guest With { get; private set; } = null!;

    public Guest Without { get; private set; } = null!;

    /// <summary>The key of one account, with every scope.</summary>
    public Task<string> KeyAsync() => _key.Value;

    public ValueTask InitializeAsync()
    {
        With = new Guest(guarded: true);
        Without = new Guest(guarded: false);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await With.DisposeAsync();
        await Without.DisposeAsync();
    }
}
