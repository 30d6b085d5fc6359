namespace Lintel.AspNetCore;

/// <summary>The operations of an application do not fit the contracts of their APIs; holds every fault at once.</summary>
internal sealed class OperationsException : InvalidOperationException, IStartupFault
{
    internal OperationsException(IReadOnlyList<string> faults)
        : base("The operations do not fit their contracts:" + Environment.NewLine + string.Join(Environment.NewLine, faults))
    {
        Faults = faults;
    }

    /// <summary>65: the input is bad.</summary>
    public int ExitCode => 65;

    /// <summary>The faults, one sentence or two each.</summary>
    public IReadOnlyList<string> Faults { get; }
}
