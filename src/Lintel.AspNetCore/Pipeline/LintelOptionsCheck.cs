using Lintel.Contracts;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>Refuses settings that cannot work, all of them at once.</summary>
internal sealed class LintelOptionsCheck : IValidateOptions<LintelOptions>
{
    public ValidateOptionsResult Validate(string? name, LintelOptions options)
    {
        string[] faults = [.. AddressFaults(options), .. options.Passwords.Faults(), .. Twice(options.Contracts), .. MappingFaults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> AddressFaults(LintelOptions options) =>
        options.PublicAddress is { } address && !(address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            ? [$"PublicAddress must be an absolute http or https address such as https://api.example.com, not '{address}'."]
            : [];

    private static IEnumerable<string> Twice(IEnumerable<Contract> contracts) => contracts
        .GroupBy(contract => contract.Api, StringComparer.Ordinal)
        .Concat(contracts.GroupBy(contract => contract.BasePath, StringComparer.Ordinal))
        .Where(group => group.Count() > 1)
        .Select(group => $"Two contracts say '{group.Key}': {string.Join(" and ", group.Select(contract => contract.File))}. Names and base paths must differ.");

    private static IEnumerable<string> MappingFaults(LintelOptions options) =>
        from mapping in options.MappedConditions
        from contract in options.Contracts
        where !contract.TryGetError(mapping.Value, out _)
        select $"MapException<{mapping.Key.Name}> answers with {mapping.Value}, which {contract.File} has no error definition for. Add one with `when: {mapping.Value}`.";
}
