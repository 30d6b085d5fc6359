using Lintel.Contracts;

namespace Lintel.Host.Startup;

/// <summary>The contracts beside the executable, and those of a folder that replace them.</summary>
internal static class ContractFiles
{
    public static IReadOnlyList<Contract> Read(string? replacements)
    {
        if (replacements is not null && !Directory.Exists(replacements))
        {
            throw new StartupException(ExitCode.Configuration, $"Lintel__Contracts names {replacements}, which is no folder.");
        }

        var shipped = Path.Combine(AppContext.BaseDirectory, "contracts");
        var files = Files(shipped).Concat(replacements is null ? [] : Files(replacements)).ToArray();
        var outcomes = new (Contract? Contract, IReadOnlyList<ContractFault> Faults)[files.Length];
        Parallel.For(0, files.Length, i => outcomes[i] = ReadOne(files[i]));
        var faults = outcomes.SelectMany(outcome => outcome.Faults).ToArray();
        return faults.Length == 0
            ? [.. outcomes.Select(outcome => outcome.Contract!).Prepend(Contract.Default).GroupBy(contract => contract.Api).Select(group => group.Last())]
            : throw Faulty(faults);
    }

    private static string[] Files(string folder) => [.. Directory.GetFiles(Path.GetFullPath(folder), "*.yaml").Order(StringComparer.Ordinal)];

    private static (Contract? Contract, IReadOnlyList<ContractFault> Faults) ReadOne(string file)
    {
        try
        {
            return (ContractReader.ReadFile(file), []);
        }
        catch (ContractException exception)
        {
            return (null, exception.Faults);
        }
    }

    private static StartupException Faulty(ContractFault[] faults) =>
        new(
            ExitCode.Contract,
            $"{Plural.Of(faults.Length, "fault")} in the contracts:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
}
