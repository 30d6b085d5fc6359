using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Lintel.AspNetCore;
using Lintel.HttpTests.Golden;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The errors in the documents, against what the APIs have answered and what their operations say of themselves.</summary>
public sealed partial class DocumentErrorTests(SharedHost shared)
{
    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Every_recorded_error_is_in_the_document(string api)
    {
        var described = await ReadAsync(api);
        var missing =
            from exchange in ExchangesOf(api)
            let operation = GoldenOperation.Find(exchange, shared.Host)
            let isEarly = operation is null || exchange.Response.Status is 414 or 431
            let errors = isEarly ? described.WithoutOperation : described.ErrorsOf(DescriptionOf(described, operation!, exchange))
            where !errors.Contains((exchange.Response.Status, exchange.Code))
            select $"{exchange.Name}: {exchange.Response.Status} {exchange.Code} of {operation?.Name ?? "no operation"}";

        Assert.True(!missing.Any(), string.Join('\n', missing));
    }

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Every_error_of_the_document_is_recorded(string api)
    {
        var described = await ReadAsync(api);
        var recorded = GoldenFiles.All.Select(GoldenExchange.Read).Where(exchange => exchange.Api == api)
            .Select(exchange => (exchange.Response.Status, exchange.Code)).ToHashSet();

        var documented = described.Operations.SelectMany(item => described.ErrorsOf(item.Operation)).Concat(described.WithoutOperation);
        Assert.Empty(documented.Distinct().Except(recorded));
    }

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Every_code_that_an_operation_raises_is_in_its_description(string api)
    {
        var described = await ReadAsync(api);
        var missing =
            from operation in RuntimeOf(api).Operations
            let item = described.Find(operation, operation.Methods[0])
            where item is not null
            from code in operation.Codes
            where described.ErrorsOf(item).All(error => error.Code != code)
            select $"{operation.Name}: {code}";

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Every_recorded_error_is_of_the_schema_in_the_document(string api)
    {
        var described = await ReadAsync(api);
        var checkedBodies = 0;
        foreach (var exchange in ExchangesOf(api).Where(exchange => exchange.Response.Body.Length > 0 && exchange.Response.Status is not (414 or 431)))
        {
            if (GoldenOperation.Find(exchange, shared.Host) is not { } operation)
            {
                continue;
            }

            var response = described.ResponseOf(DescriptionOf(described, operation, exchange), exchange.Response.Status);
            var media = exchange.Response.Headers.First(header => header.Key == "Content-Type").Value;
            var schema = response!["content"]![media]!["schema"]!;
            var result = JsonSchema.FromText(described.Whole(schema)).Evaluate(
                JsonDocument.Parse(Filled(exchange)).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
            Assert.True(result.IsValid, $"{exchange.Name} is not of {schema.ToJsonString()}");
            Assert.Contains(exchange.Code, response["content"]![media]!["examples"]!.AsObject().Select(example => example.Key));
            checkedBodies++;
        }

        Assert.True(checkedBodies > 5);
    }

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Every_example_is_of_its_schema_and_has_its_code(string api)
    {
        var described = await ReadAsync(api);
        foreach (var response in described.Document["components"]!["responses"]!.AsObject().Select(pair => pair.Value!))
        {
            foreach (var media in response["content"]!.AsObject().Select(pair => pair.Value!))
            {
                var schema = JsonSchema.FromText(described.Whole(media["schema"]!));
                foreach (var (code, example) in media["examples"]!.AsObject())
                {
                    Assert.True(schema.Evaluate(JsonSerializer.SerializeToElement(example!["value"])).IsValid, $"{code}: {example.ToJsonString()}");
                    Assert.Contains($"\"{code}\"", example["value"]!.ToJsonString(), StringComparison.Ordinal);
                }
            }
        }
    }

    private static JsonObject DescriptionOf(DocumentedApi described, Operation operation, GoldenExchange exchange) =>
        described.Find(operation, exchange.Request.Line.Split(' ')[0]) ?? throw new InvalidOperationException($"{operation.Name} is not in the document.");

    private string Filled(GoldenExchange exchange)
    {
        var id = RuntimeOf(exchange.Api).Contract.RequestId;
        return Number().Replace(
            exchange.Response.Body.Replace("{requestId}", id.Prefix + new string('0', id.Digits), StringComparison.Ordinal)
                .Replace("{baseUrl}", shared.Host.BaseUrl, StringComparison.Ordinal),
            match => match.Groups["min"].Value);
    }

    private static IEnumerable<GoldenExchange> ExchangesOf(string api) => GoldenFiles.All.Select(GoldenExchange.Read).Where(
        exchange => exchange.Api == api
            && exchange.Request.Line.Contains("{base}", StringComparison.Ordinal)
            && !exchange.Request.Line.Contains("{base}/ending", StringComparison.Ordinal));

    private ApiRuntime RuntimeOf(string api) => shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api);

    private Task<DocumentedApi> ReadAsync(string api) => DocumentedApi.ReadAsync(shared.Host, RuntimeOf(api));

    [GeneratedRegex(@"\{int:(?<min>\d+)-\d+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
