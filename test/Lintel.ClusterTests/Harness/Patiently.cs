using System.Diagnostics;

namespace Lintel.ClusterTests.Harness;

/// <summary>Waits for what other processes do soon.</summary>
internal static class Patiently
{
    /// <summary>Asks until it holds.</summary>
    /// <returns>The time that it took.</returns>
    public static async Task<TimeSpan> UntilAsync(TimeSpan longest, Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < longest, $"It did not come about within {longest.TotalSeconds} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }

        return Stopwatch.GetElapsedTime(began);
    }
}
