using Lintel.Contracts;
using Lintel.Host.Settings;

namespace Lintel.Host.Contracts;

/// <summary>The sentences for a code or condition that a contract cannot show.</summary>
internal static class UnknownCode
{
    private const string OfStatuses = "http.";

    /// <summary>Tells what is unknown by its form: a word with a dot is meant for a condition where conditions begin as it does.</summary>
    public static string Describe(Contract contract, CommandLine.Show command)
    {
        var code = command.Code;
        var family = code[..(code.IndexOf('.', StringComparison.Ordinal) + 1)];
        if (family == OfStatuses)
        {
            return $"There is no condition '{code}'. Conditions of statuses are http.400 to http.599.";
        }

        var conditions = Condition.All.Select(condition => condition.Name);
        string[] related = family.Length == 0 ? [] : [.. conditions.Where(name => name.StartsWith(family, StringComparison.Ordinal))];
        if (related.Length > 0)
        {
            return $"There is no condition '{code}'. {Spelling.Suggest(code, related, $"Known are {string.Join(", ", related)}.")}";
        }

        return $"{command.File} has no definition '{code}'. "
            + Spelling.Suggest(code, contract.Errors.Select(error => error.Code).Concat(conditions), CodesOf(contract));
    }

    /// <summary>Tells that nothing answers a condition.</summary>
    public static string Describe(Contract contract, CommandLine.Show command, Condition condition) =>
        $"No definition of {command.File} answers {condition}, which none of its stages raises. {CodesOf(contract)}";

    private static string CodesOf(Contract contract) => $"It has {string.Join(", ", contract.Errors.Select(error => error.Code))}.";
}
