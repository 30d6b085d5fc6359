namespace Lintel.AspNetCore;

/// <summary>The operations of an application do not fit the contracts of their APIs; holds every fault at once.</summary>
public sealed class OperationsException : InvalidOperationException
{
    internal OperationsException(IReadOnlyList<string> faults)
        : base("The operations do not fit their contracts:" + Environment.NewLine + string.Join(Environment.NewLine, faults))
    {
        Faults = faults;
    }

    /// <summary>The faults, one sentence or two each.</summary>
    public IReadOnlyList<string> Faults { get; }
}
