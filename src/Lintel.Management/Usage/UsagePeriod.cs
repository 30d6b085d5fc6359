using Lintel.Requests;

namespace Lintel.Management.Usage;

/// <summary>The time that usage is counted for: whole minutes, hours or days.</summary>
internal readonly record struct UsagePeriod(UsageGrain Grain, DateTimeOffset From, DateTimeOffset To)
{
    // With these, a time is read from at most some hundred rows for each value.
    private static readonly TimeSpan LongestOfMinutes = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongestOfHours = TimeSpan.FromDays(14);

    /// <summary>The number of lengths of time.</summary>
    public long Points => (To.UtcTicks - From.UtcTicks) / Grain.Ticks();

    /// <summary>Makes the period that has all of a time.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The moment before which it ends.</param>
    /// <param name="grain">The grain; null for the finest that is kept for so long and has few rows.</param>
    /// <param name="now">The present.</param>
    public static UsagePeriod Of(DateTimeOffset from, DateTimeOffset to, UsageGrain? grain, DateTimeOffset now)
    {
        var read = grain ?? Finest(to - from, now - from);
        var (first, last) = (from.UtcTicks, Math.Min(to.UtcTicks, now.UtcTicks + read.Ticks()));
        var length = read.Ticks();
        first -= first % length;
        last += (length - (last % length)) % length;
        return new UsagePeriod(read, new DateTimeOffset(first, TimeSpan.Zero), new DateTimeOffset(Math.Max(first, last), TimeSpan.Zero));
    }

    private static UsageGrain Finest(TimeSpan length, TimeSpan age) =>
        length <= LongestOfMinutes && age <= UsageGrain.Minute.KeptFor() ? UsageGrain.Minute
        : length <= LongestOfHours && age <= UsageGrain.Hour.KeptFor() ? UsageGrain.Hour
        : UsageGrain.Day;
}
