using System.Reflection;

namespace Lintel.Redis;

/// <summary>The scripts that work on counters inside the engine, each in one step. The files are in <c>Scripts/</c>.</summary>
/// <param name="clock">The expression that gives seconds and microseconds; the engine's own clock, except in tests.</param>
internal sealed class RedisScripts(string clock = RedisScripts.OwnClock)
{
    private const string OwnClock = "redis.call('TIME')";

    private readonly string _counters = Read("counters").Replace(OwnClock, clock, StringComparison.Ordinal);

    /// <summary>Charges the policies of a request, or looks at them.</summary>
    public string Charge => field ??= _counters + Read("charge");

    /// <summary>Gives charges back.</summary>
    public string GiveBack => field ??= _counters + Read("give-back");

    /// <summary>Removes all charges of a counter.</summary>
    public string Reset => field ??= _counters + Read("reset");

    /// <summary>Makes a counter that is not there from one that was stored.</summary>
    public string Load => field ??= _counters + Read("load");

    /// <summary>Adds charges that were made while the engine was lost.</summary>
    public string Owe => field ??= _counters + Read("owe");

    /// <summary>Reads a counter to be stored.</summary>
    public string Export => field ??= _counters + Read("read");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
