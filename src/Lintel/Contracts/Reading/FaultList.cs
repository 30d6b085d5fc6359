namespace Lintel.Contracts;

/// <summary>Everything that is wrong in one contract file.</summary>
internal sealed class FaultList(string file)
{
    private readonly List<ContractFault> _faults = [];

    public string File { get; } = file;

    public int Count => _faults.Count;

    public void Add(int line, string problem, string fix) => _faults.Add(new ContractFault(File, line, problem, fix));

    /// <summary>Throws what was found, in the order of the file.</summary>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
        {
            throw new ContractException([.. _faults.OrderBy(fault => fault.Line)]);
        }
    }
}
