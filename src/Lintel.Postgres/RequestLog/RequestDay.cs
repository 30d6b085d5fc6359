using System.Globalization;

namespace Lintel.Postgres;

/// <summary>A day of UTC, which has a partition of the request log.</summary>
/// <param name="Number">The days since 0001-01-01.</param>
internal readonly record struct RequestDay(int Number)
{
    private const string Prefix = $"{RequestTables.Entries}_";
    private const string Format = "yyyyMMdd";

    /// <summary>The first tick.</summary>
    public long Start => Number * TimeSpan.TicksPerDay;

    /// <summary>The first tick after it.</summary>
    public long End => Start + TimeSpan.TicksPerDay;

    /// <summary>The name of the partition.</summary>
    public string Table => Prefix + DateOnly.FromDayNumber(Number).ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Returns the day of a moment.</summary>
    /// <param name="ticks">The moment in ticks of UTC.</param>
    public static RequestDay Of(long ticks) => new((int)(ticks / TimeSpan.TicksPerDay));

    /// <summary>Returns the day of a partition.</summary>
    /// <param name="table">The name of the partition.</param>
    public static RequestDay OfTable(string table) => new(DateOnly.ParseExact(table.AsSpan(Prefix.Length), Format, CultureInfo.InvariantCulture).DayNumber);
}
