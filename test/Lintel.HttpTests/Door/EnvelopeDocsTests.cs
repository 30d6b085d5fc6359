using System.ComponentModel.DataAnnotations;
using System.Text;
using Lintel.AspNetCore;
using Lintel.Tests;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Door;

/// <summary>The answers that docs/envelopes.md shows are those of a server: requests and answers stand below the contract that makes them.</summary>
public sealed class EnvelopeDocsTests
{
    private const string Contract = "```yaml try\n";
    private const string Exchanges = "```text try\n";
    private const string End = "```";
    private const string Mark = "< ";

    [Fact]
    public async Task Answers_of_the_page_are_those_of_the_server()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs", "envelopes.md"), TestContext.Current.CancellationToken);
        var minimal = Repository.PathOf("test", "Lintel.Tests", "Contracts", "Samples", "minimal.yaml");
        var head = $"extend: {minimal}\napi: shop\nbasePath: /shop\nscopes: [ {{ name: 'things:write', allows: x }} ]\n";
        await using var host = await DoorHost.StartAsync(
            shop => shop.MapPost("/orders", (Body<Order> order) => order.Value.Name).Body<Order>(),
            contract: _ => head + BlockOf(page, Contract));
        var exchanges = ("\n" + BlockOf(page, Exchanges)).Split("\n> ", StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(exchanges);
        foreach (var exchange in exchanges)
        {
            var lines = exchange.TrimEnd().Split('\n');
            Assert.All(lines[1..], line => Assert.StartsWith(Mark, line, StringComparison.Ordinal));
            Assert.Equal(string.Concat(lines[1..].Select(line => line[Mark.Length..])), await AnswerAsync(host, lines[0]));
        }
    }

    private static async Task<string> AnswerAsync(DoorHost host, string request)
    {
        var parts = request.Split(' ', 4);
        using var content = parts.Length > 3 ? new StringContent(parts[3], Encoding.UTF8, "application/json") : null;
        using var response = await host.SendAsync(parts[0], parts[1], host.Key, content, ("Accept", parts[2]));
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("\n", string.Empty, StringComparison.Ordinal);
    }

    private static string BlockOf(string page, string start) => page.Split(start)[1].Split(End)[0];

    private sealed record Order(string Name, IReadOnlyList<Line> Items);

    private sealed record Line([property: Range(1, 100)] int Count);
}
