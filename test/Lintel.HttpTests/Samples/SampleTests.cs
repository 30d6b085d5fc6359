using System.Net.Http.Headers;

namespace Lintel.HttpTests.Samples;

/// <summary>The formats of well-known APIs, answered by the real server and compared to the byte.</summary>
public sealed class SampleTests(SampleHost host) : IClassFixture<SampleHost>
{
    public static TheoryData<string, string> Exchanges { get; } = new(
        from sample in SampleApis.All
        from exchange in SampleExchange.Read(FileOf(sample.Api))
        select (sample.Api, exchange.Title));

    [Fact]
    public void Every_contract_has_operations_and_exchanges()
    {
        var names = Directory.GetFiles(SampleHost.Folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(names, SampleApis.All.Select(sample => sample.Api));
        Assert.Equal(names, Directory.GetFiles(SampleHost.Folder, "*.http").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.All(SampleApis.All, sample => Assert.Superset(
            new HashSet<string> { "No key", "Unknown path", "Faulty fields", "A code of its own", "Too many requests", "A failure" },
            SampleExchange.Read(FileOf(sample.Api)).Select(exchange => exchange.Title).ToHashSet()));
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Exchange_is_as_recorded(string api, string title)
    {
        var exchange = SampleExchange.Read(FileOf(api)).Single(exchange => exchange.Title == title);
        var key = await host.IssueAsync(api);
        for (var i = 0; i < exchange.Before; i++)
        {
            using var earlier = await SendAsync(exchange.Request, key);
        }

        using var response = await SendAsync(exchange.Request, key);
        var contract = host.Contracts.Single(contract => contract.Api == api);
        var id = response.Headers.GetValues(contract.RequestId.Header).Single();
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exchange.Response.Body.Replace("{requestId}", id, StringComparison.Ordinal), body);
        Assert.Equal(exchange.Response.Line, $"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}");
        Assert.All(
            exchange.Response.Headers,
            header => Assert.Equal(
                (header.Name, header.Value.Replace("{requestId}", id, StringComparison.Ordinal)),
                (header.Name, FieldOf(response, header.Name))));
        Assert.Empty(await ContractCheck.FaultsOfAsync(contract, response));
    }

    private static string FileOf(string api) => Path.Combine(SampleHost.Folder, api + ".http");

    private static string? FieldOf(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
            .Select(field => field.Value.ToString())
            .SingleOrDefault();

    private async Task<HttpResponseMessage> SendAsync(SampleMessage message, string key)
    {
        var line = message.Line.Split(' ');
        using var request = new HttpRequestMessage(new HttpMethod(line[0]), line[1]);
        if (message.Body.Length > 0)
        {
            request.Content = new StringContent(message.Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(message.Headers.Single(header => header.Name == "Content-Type").Value);
        }

        foreach (var (name, value) in message.Headers.Where(header => header.Name != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, value.Replace("{key}", key, StringComparison.Ordinal));
        }

        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
