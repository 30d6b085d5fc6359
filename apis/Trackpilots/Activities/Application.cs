namespace Lintel.Trackpilots.Activities;

/// <summary>A program or website, and how it was classified when a record of it was made. Empty texts stand for nothing.</summary>
internal sealed record Application(string Name, string Type, string Category, string Domain, string IconUrl, string Productivity)
{
    /// <summary>The time kind of its active seconds.</summary>
    public TimeKind Kind => Productivity switch
    {
        ProductivityStatus.Productive => TimeKind.Productive,
        ProductivityStatus.Unproductive => TimeKind.Unproductive,
        _ => TimeKind.Neutral,
    };

    public bool IsWebsite => Type == ApplicationType.Website;
}

/// <summary>The words for what an application is.</summary>
internal static class ApplicationType
{
    public const string Website = "website";
    public const string Application = "application";

    public static IReadOnlyList<string> All { get; } = [Website, Application];
}

/// <summary>The words for how an application is judged.</summary>
internal static class ProductivityStatus
{
    public const string Productive = "productive";
    public const string Neutral = "neutral";
    public const string Unproductive = "unproductive";

    public static IReadOnlyList<string> All { get; } = [Productive, Neutral, Unproductive];
}

/// <summary>One stretch of tracked time of one employee.</summary>
/// <param name="StartsAt">Its first moment, in Unix seconds.</param>
/// <param name="EndsAt">The moment after its last.</param>
/// <param name="Application">The number of the application in front.</param>
/// <param name="Idle">Whether nobody was at the keyboard.</param>
internal readonly record struct Activity(long StartsAt, long EndsAt, long Application, bool Idle)
{
    /// <summary>The longest stretch that is taken; it bounds how far back a query has to look for one that reaches into its window.</summary>
    public const long MaximumSeconds = 86_400;

    public long Seconds => EndsAt - StartsAt;

    /// <summary>The part of it that lies between two moments.</summary>
    public Activity Within(long from, long to) => this with { StartsAt = Math.Max(StartsAt, from), EndsAt = Math.Min(EndsAt, to) };
}
