using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Golden;

/// <summary>Each row of each contract, raised by its real cause and compared to the byte.</summary>
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

        var preconditions = exchange.Given.Select(Preconditions.Parse).ToArray();
        var options = new LintelHostOptions();
        foreach (var (precondition, argument) in preconditions)
        {
            (precondition as Precondition.OfStart)?.Apply(options, argument);
        }

        await using var host = await LintelHost.StartAsync(options);
        await using var fresh = new GoldenStage(host, exchange.Api);
        foreach (var (precondition, argument) in preconditions)
        {
            await ((precondition as Precondition.OfProcess)?.Apply(fresh, argument) ?? Task.CompletedTask);
        }

        Compare(exchange, fresh, await fresh.SendAsync(exchange.Request));
    }

    [Fact]
    public void Every_row_has_an_exchange()
    {
        var recorded = GoldenFiles.All.Select(GoldenExchange.Read).Select(exchange => (exchange.Api, exchange.Code)).ToHashSet();
        var missing = Contracts().SelectMany(contract => contract.Errors.Where(error => !error.Retired).Select(error => (contract.Api, error.Code))).Where(row => !recorded.Contains(row));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_exchange_has_a_row()
    {
        var rows = Contracts().SelectMany(contract => contract.Errors.Select(error => (contract.Api, error.Code, error.Status))).ToHashSet();
        var strangers = GoldenFiles.All
            .Select(GoldenExchange.Read)
            .Where(exchange => exchange.Response.Status >= 400 && !rows.Contains((exchange.Api, exchange.Code, exchange.Response.Status)))
            .Select(exchange => $"{exchange.Api}/{exchange.Name}");
        Assert.Empty(strangers);
    }

    private static void Compare(GoldenExchange exchange, GoldenStage stage, Harness.RawResponse? response)
    {
        Assert.NotNull(response);
        var header = stage.Contract.RequestId.Header;
        var requestId = response.Header(header) ?? string.Empty;
        Assert.StartsWith(stage.Contract.RequestId.Prefix, requestId, StringComparison.Ordinal);
        var shown = Show(response);
        Assert.True(exchange.Response.Status == response.Status, $"Expected {exchange.Response.Line}, got\n{shown}");
        foreach (var (name, value) in exchange.Response.Headers)
        {
            Assert.True(
                response.Header(name) is { } actual && GoldenText.Matches(stage.Fill(value), actual, requestId),
                $"Expected {name}: {value}, got\n{shown}");
        }

        Assert.True(GoldenText.Matches(stage.Fill(exchange.Response.Body), response.Text, requestId), $"Expected the body\n{exchange.Response.Body}\ngot\n{shown}");
    }

    private static string Show(Harness.RawResponse response) =>
        $"{response.StatusLine}\n{string.Join('\n', response.Headers.Select(header => $"{header.Key}: {header.Value}"))}\n\n{response.Text}";

    private IEnumerable<Contract> Contracts() => shared.Host.Services.GetRequiredService<LintelOptions>().Contracts;
}
