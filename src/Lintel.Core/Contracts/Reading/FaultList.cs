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
            // A fault in a file that another extends names both: what is wrong may be the one, or what the other makes of it.
            _faults.Add(
                position.File is { } other
                    ? new ContractFault(other, position.Line, position.Column, $"{problem} ({File} takes this file in.)", fix)
                    : new ContractFault(File, position.Line, position.Column, problem, fix));
        }
        else
        {
            _more++;
        }
    }

    /// <summary>Adds what was found in a file that this one takes in.</summary>
    public void AddAll(FaultList other)
    {
        foreach (var fault in other._faults)
        {
            Add(new SourcePosition(fault.Line, fault.Column, other.File), fault.Problem, fault.Fix);
        }

        _more += other._more;
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
        IEnumerable<ContractFault> faults = _faults.OrderBy(fault => (fault.File == File ? string.Empty : fault.File, fault.Line, fault.Column));
        if (_more > 0)
        {
            var (line, column) = _faults.Max(fault => (fault.Line, fault.Column));
            faults = faults.Append(new ContractFault(File, line, column, $"There are {_more} faults more.", "Correct these first."));
        }

        return new ContractException([.. faults]);
    }
}
