using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.Tests;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>The page about the management API has what is mapped, and nothing else.</summary>
public sealed partial class ManagementPageTests(SharedHost shared)
{
    [Fact]
    public async Task Page_names_every_operation_with_its_scope_and_no_other()
    {
        var mapped = shared.Host.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<Operation>())
            .OfType<Operation>()
            .Where(operation => operation.Name.StartsWith("lintel.", StringComparison.Ordinal))
            .Select(operation => $"{operation.Methods[0]} {operation.Route} {operation.Scope}")
            .Distinct();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "management.md"), TestContext.Current.CancellationToken);
        var named = Row().Matches(page).Select(row => $"{row.Groups["operation"].Value} {row.Groups["scope"].Value}");

        Assert.Equal(mapped.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<operation>[A-Z]+ /\S+)` \| (`(?<scope>[a-z:]+)`|–) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
