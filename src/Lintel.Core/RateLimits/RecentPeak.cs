namespace Lintel.RateLimits;

/// <summary>The largest of the values that were noted within the last minute, give or take ten seconds. Thread-safe; of two at once, one may be lost.</summary>
/// <param name="clock">The clock that moments are told by.</param>
internal sealed class RecentPeak(RequestClock clock)
{
    private const long Slot = 10 * TimeSpan.TicksPerSecond;
    private const int Slots = 6;

    private readonly double[] _values = new double[Slots];
    private readonly long[] _numbers = new long[Slots];

    /// <summary>The largest value; 0 where none was noted.</summary>
    public double Value
    {
        get
        {
            var number = clock.Now / Slot;
            var largest = 0.0;
            for (var i = 0; i < Slots; i++)
            {
                if (number - Volatile.Read(ref _numbers[i]) < Slots)
                {
                    largest = Math.Max(largest, Volatile.Read(ref _values[i]));
                }
            }

            return largest;
        }
    }

    /// <summary>Notes a value.</summary>
    /// <param name="value">The value, 0 or more.</param>
    /// <param name="now">When.</param>
    public void Note(double value, long now)
    {
        var number = now / Slot;
        var index = (int)(number % Slots);
        if (Volatile.Read(ref _numbers[index]) != number)
        {
            Volatile.Write(ref _values[index], value);
            Volatile.Write(ref _numbers[index], number);
        }
        else if (value > Volatile.Read(ref _values[index]))
        {
            Volatile.Write(ref _values[index], value);
        }
    }
}
