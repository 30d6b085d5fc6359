namespace Lintel.Contracts;

/// <summary>Everything that is wrong in one contract file.</summary>
internal sealed class FaultList(string file)
{
    private const int Most = 1000;

    private readonly List<ContractFault> _faults = [];
    private int _more;

    public string File { get; } = file;

    public int Count => _faults.Count + _more;

    public void Add(SourcePosition position, string problem, string fix)
    {
        if (_faults.Count < Most)
        {
            _faults.Add(new ContractFault(File, position.Line, position.Column, problem, fix));
        }
        else
        {
            _more++;
        }
    }

    /// <summary>Throws what was found.</summary>
    public void ThrowIfAny()
    {
        if (Count > 0)
        {
            throw ToException();
        }
    }

    /// <summary>What was found, in the order of the file.</summary>
    public ContractException ToException()
    {
        IEnumerable<ContractFault> faults = _faults.OrderBy(fault => (fault.Line, fault.Column));
        if (_more > 0)
        {
            var (line, column) = _faults.Max(fault => (fault.Line, fault.Column));
            faults = faults.Append(new ContractFault(File, line, column, $"There are {_more} faults more.", "Correct these first."));
        }

        return new ContractException([.. faults]);
    }
}
