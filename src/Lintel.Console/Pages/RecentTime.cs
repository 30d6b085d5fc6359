namespace Lintel.Console;

/// <summary>A time up to now, as it is chosen in a list of requests.</summary>
/// <param name="Word">The word in addresses.</param>
/// <param name="Label">The words on the page.</param>
/// <param name="Length">How long it is.</param>
internal sealed record RecentTime(string Word, string Label, TimeSpan Length)
{
    /// <summary>The times to choose from, the shortest first.</summary>
    public static IReadOnlyList<RecentTime> All { get; } =
    [
        new("15m", "Last 15 minutes", TimeSpan.FromMinutes(15)),
        new("1h", "Last hour", TimeSpan.FromHours(1)),
        new("24h", "Last 24 hours", TimeSpan.FromHours(24)),
        new("7d", "Last 7 days", TimeSpan.FromDays(7)),
        new("30d", "Last 30 days", TimeSpan.FromDays(30)),
    ];

    /// <summary>Finds a time by its word; null for none.</summary>
    public static RecentTime? Of(string word) => All.FirstOrDefault(time => time.Word == word);
}
