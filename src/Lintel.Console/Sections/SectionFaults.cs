using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Console;

/// <summary>Finds what is wrong with the sections that modules add.</summary>
internal static partial class SectionFaults
{
    /// <summary>Finds all faults.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<IConsoleSection> sections, IServiceProvider services)
    {
        var directory = services.GetRequiredService<ApiDirectory>();
        var scopes = directory.Named(Contract.Default.Api).Contract.Scopes.Select(scope => scope.Name).ToHashSet(StringComparer.Ordinal);
        var apis = directory.All.Select(runtime => runtime.Contract.Api).ToHashSet(StringComparer.Ordinal);
        var names = Section.All.Select(section => section.Name).ToHashSet(StringComparer.Ordinal);
        return [.. sections.SelectMany(section => Of(section, names, apis, scopes))];
    }

    private static IEnumerable<string> Of(IConsoleSection section, HashSet<string> names, HashSet<string> apis, HashSet<string> scopes)
    {
        if (!NameForm().IsMatch(section.Name))
        {
            yield return $"The name '{section.Name}' must be small letters, digits and hyphens.";
        }
        else if (!names.Add(section.Name))
        {
            yield return $"Two sections are named '{section.Name}'.";
        }

        if (!apis.Contains(section.Api))
        {
            yield return $"The section '{section.Name}' belongs to the API '{section.Api}', of which no contract was added.";
        }

        if (section.List.Path is null)
        {
            yield return $"The list of the section '{section.Name}' has no path.";
        }

        foreach (var scope in ScopesOf(section).Where(scope => !scopes.Contains(scope)))
        {
            yield return $"The section '{section.Name}' names the scope '{scope}', which the management API does not have.";
        }
    }

    private static IEnumerable<string> ScopesOf(IConsoleSection section) =>
        section.Forms.Concat(section.Record?.Forms ?? []).Select(form => form.Scope).Prepend(section.Scope).Distinct(StringComparer.Ordinal);

    [GeneratedRegex("^[a-z][a-z0-9-]{0,63}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();
}
