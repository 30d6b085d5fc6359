using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Guest;
using Lintel.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Management;

/// <summary>The page about the management API has what is mapped, and nothing else.</summary>
public sealed partial class ManagementPageTests
{
    [Fact]
    public async Task Page_names_every_operation_with_its_scope_and_no_other()
    {
        IEndpointRouteBuilder endpoints = null!;
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                endpoints = app;
                app.UseLintel();
                app.MapManagement();
            },
            options: lintel => lintel.Contracts.Add(Contract.Default));

        var mapped = endpoints.DataSources
            .SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<Operation>())
            .OfType<Operation>()
            .Select(operation => $"{operation.Methods[0]} {operation.Route} {operation.Scope}");
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "management.md"), TestContext.Current.CancellationToken);
        var named = Row().Matches(page).Select(row => $"{row.Groups["operation"].Value} {row.Groups["scope"].Value}");

        Assert.Equal(mapped.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<operation>[A-Z]+ /\S+)` \| (`(?<scope>[a-z:]+)`|–) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
