namespace Lintel.Contracts;

/// <summary>One thing that is wrong in a contract file.</summary>
/// <param name="File">The file's path as it was given.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column in UTF-16 code units, counted from 1.</param>
/// <param name="Problem">What is wrong, one sentence.</param>
/// <param name="Fix">What to do about it, one sentence.</param>
internal sealed record ContractFault(string File, int Line, int Column, string Problem, string Fix)
{
    /// <summary>The fault as compilers print theirs: <c>file(line,column): problem Fix</c>.</summary>
    public override string ToString() => $"{File}({Line},{Column}): {Problem} {Fix}";
}

/// <summary>A contract was refused; the message has every fault at once, one a line, in the order of the file.</summary>
public sealed class ContractException : Exception, IStartupFault
{
    /// <summary>Makes the refusal of at least one fault.</summary>
    internal ContractException(IReadOnlyList<ContractFault> faults)
        : base(string.Join(Environment.NewLine, faults))
    {
        Faults = faults;
    }

    /// <summary>65: the input is bad.</summary>
    public int ExitCode => 65;

    /// <summary>What is wrong, in the order of the file.</summary>
    internal IReadOnlyList<ContractFault> Faults { get; }
}
