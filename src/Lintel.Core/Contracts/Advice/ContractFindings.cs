namespace Lintel.Contracts;

/// <summary>The outcome of reading a contract file without the application that it is for.</summary>
/// <param name="Faults">What is wrong in it; empty where it is a contract.</param>
/// <param name="Advice">The advice on it, where it is one.</param>
/// <param name="OtherFiles">The files that belong to it beside its own, where it is one.</param>
internal sealed record ContractFindings(IReadOnlyList<ContractFault> Faults, IReadOnlyList<ContractFault> Advice, IReadOnlyList<string> OtherFiles)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stages">The words of the stages of the application's own guards.</param>
    /// <param name="credentialKinds">The words of the kinds of credentials that the application reads itself.</param>
    /// <exception cref="ArgumentException">A text among <paramref name="stages"/> is no word for a stage.</exception>
    public static ContractFindings Of(string path, IEnumerable<string>? stages = null, IEnumerable<string>? credentialKinds = null)
    {
        try
        {
            var contract = ContractReader.ReadFile(path, [.. (stages ?? []).Select(word => new StageDescriptor(word, [], []))], credentialKinds);
            return new ContractFindings([], ContractAdvice.Of(contract), contract.OtherFiles);
        }
        catch (ContractException exception)
        {
            return new ContractFindings(exception.Faults, [], []);
        }
    }
}
