using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Golden;

/// <summary>Each definition of each contract, raised by its real cause and compared to the byte.</summary>
public sealed class GoldenTests(SharedHost shared)
{
    public static TheoryData<string> Files =>
        [.. GoldenFiles.All.Select(file => Path.GetRelativePath(GoldenFiles.Folder, file))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Exchange_is_as_recorded(string file)
    {
        var exchange = GoldenExchange.Read(Path.Combine(GoldenFiles.Folder, file));
        if (exchange.Given.Count == 0)
        {
            await using var stage = new GoldenStage(shared.Host, exchange.Api);
            Compare(exchange, stage, await stage.SendAsync(exchange.Request));
            return;
        }

        Assert.SkipWhen(TestEngine.NodesOfOwn > 1 && PassesTimeOfCounter(exchange), "Several nodes count by the clock of Redis, which no test moves.");
        await using var fresh = await GoldenStage.PrepareAsync(exchange);
        Compare(exchange, fresh, await fresh.SendAsync(exchange.Request));
    }

    [Fact]
    public void Every_definition_has_an_exchange()
    {
        var recorded = GoldenFiles.All.Select(GoldenExchange.Read).Select(exchange => (exchange.Api, exchange.Code)).ToHashSet();
        var missing = Contracts().SelectMany(
            contract => contract.Errors.Where(error => !error.Retired).Select(error => (contract.Api, error.Code))).Where(
                definition => !recorded.Contains(definition));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_exchange_has_a_definition()
    {
        var definitions = Contracts().SelectMany(contract => contract.Errors.Select(error => (contract.Api, error.Code, error.Status))).ToHashSet();
        var strangers = GoldenFiles.All
            .Select(GoldenExchange.Read)
            .Where(exchange => exchange.Response.Status >= 400 && !definitions.Contains((exchange.Api, exchange.Code, exchange.Response.Status)))
            .Select(exchange => $"{exchange.Api}/{exchange.Name}");
        Assert.Empty(strangers);
    }

    private static bool PassesTimeOfCounter(GoldenExchange exchange) =>
        exchange.Given.Any(line => line.StartsWith("limit used up", StringComparison.Ordinal))
            && exchange.Given.Any(line => line.StartsWith("time passes", StringComparison.Ordinal));

    private static void Compare(GoldenExchange exchange, GoldenStage stage, RawResponse? response)
    {
        Assert.NotNull(response);
        var answer = new ProbeExchange(exchange.Request.Line, response.Status, response.Headers, response.Text);
        Assert.True(stage.Differing(exchange, answer) is null, $"{stage.Differing(exchange, answer)}, and came\n{Show(response)}");
    }

    private static string Show(RawResponse response) =>
        $"{response.StatusLine}\n{string.Join('\n', response.Headers.Select(header => $"{header.Key}: {header.Value}"))}\n\n{response.Text}";

    private IEnumerable<Contract> Contracts() => shared.Host.Services.GetRequiredService<LintelOptions>().Contracts;
}
