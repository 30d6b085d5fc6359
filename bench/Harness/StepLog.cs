using System.Globalization;

namespace Lintel.Bench.Harness;

/// <summary>Says on the console what is being done, with the time since the start, a line for each step: it reads as well in a file as on a screen.</summary>
internal sealed class StepLog
{
    private readonly long _began = TimeProvider.System.GetTimestamp();

    public void Say(string step) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_began):hh\\:mm\\:ss}  {step}"));
}
