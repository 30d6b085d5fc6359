using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Golden;

/// <summary>What a named phrase does: something about the process before it starts, or something to the running one.</summary>
internal abstract record Precondition
{
    private Precondition()
    {
    }

    /// <summary>Changes how the process is started.</summary>
    public sealed record OfStart(Action<LintelHostOptions, string> Apply) : Precondition;

    /// <summary>Does something with the running process.</summary>
    public sealed record OfProcess(Func<GoldenStage, string, Task> Apply) : Precondition;
}
