using Lintel.Contracts;

namespace Lintel.Build;

/// <summary>Writes what is found in contracts in the form of compilers, in which MSBuild and editors recognize file, line and column.</summary>
internal static class Validation
{
    private const int Faulty = 65;
    private const string Fault = "error LINTEL001";
    private const string Advice = "warning LINTEL002";
    private const string Unreachable = "warning LINTEL003";

    /// <summary>Validates contracts.</summary>
    /// <param name="list">The contracts.</param>
    /// <param name="otherFiles">The file that takes the paths of the files that belong to the contracts, with where they lie beside the executable; not
    /// written where there is a fault, so that the next build validates again.</param>
    /// <param name="output">Receives a line for each finding.</param>
    /// <returns>The exit code: 0 where there is no fault.</returns>
    public static int Run(ContractList list, string otherFiles, TextWriter output)
    {
        var others = new SortedSet<string>(StringComparer.Ordinal);
        var isFaulty = false;
        var hasWarnings = false;
        foreach (var contract in list.Contracts)
        {
            var findings = ContractFindings.Of(contract.Path, contract.Stages, contract.CredentialKinds);
            isFaulty |= findings.Faults.Count > 0;
            Write(Fault, findings.Faults, output);
            IReadOnlyList<ContractFault> advice = list.WithAdvice ? findings.Advice : [];
            Write(Advice, advice, output);
            string[] copied = [.. findings.OtherFiles.Select(file => Copy(contract, file, output)).OfType<string>()];
            hasWarnings |= advice.Count > 0 || copied.Length < findings.OtherFiles.Count;
            others.UnionWith(copied);
        }

        if (isFaulty)
        {
            return Faulty;
        }

        File.WriteAllLines(otherFiles, others);
        if (hasWarnings)
        {
            // Older than any input: the next build validates again, and tells the warnings again.
            File.SetLastWriteTimeUtc(otherFiles, DateTime.UnixEpoch);
        }

        return 0;
    }

    private static string? Copy(ContractItem contract, string file, TextWriter output)
    {
        if (contract.TargetOf(file) is { } target)
        {
            return $"{file}|{target}";
        }

        var fault = new ContractFault(
            contract.Path,
            1,
            1,
            $"{file} belongs to the contract and cannot be copied with it: it would lie outside the folder of the executable.",
            "Put it beside the contract or below it.");
        Write(Unreachable, [fault], output);
        return null;
    }

    private static void Write(string severity, IReadOnlyList<ContractFault> faults, TextWriter output)
    {
        foreach (var fault in faults)
        {
            output.WriteLine($"{fault.File}({fault.Line},{fault.Column}): {severity}: {fault.Problem} {fault.Fix}".ReplaceLineEndings(" "));
        }
    }
}
