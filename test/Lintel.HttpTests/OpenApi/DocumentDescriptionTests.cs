using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The descriptions in the documents of the APIs: nothing is left for callers to guess.</summary>
public sealed class DocumentDescriptionTests(SharedHost shared)
{
    public static TheoryData<string> Apis => ["fieldservice", "panel"];

    [Theory]
    [MemberData(nameof(Apis))]
    public void Every_operation_has_a_name_a_summary_and_a_tag(string api)
    {
        var missing = shared.Host.Services.GetRequiredService<ApiDirectory>().All.SelectMany(runtime => runtime.Operations)
            .Where(operation => operation.Route.StartsWith($"/{api}/", StringComparison.Ordinal)
                || operation.Route.StartsWith($"/lintel/v1/{api}/", StringComparison.Ordinal))
            .Where(operation => operation.Metadata.GetMetadata<IEndpointNameMetadata>() is null
                || operation.Metadata.GetMetadata<IEndpointSummaryMetadata>() is null
                || operation.Metadata.GetMetadata<ITagsMetadata>() is null)
            .Select(operation => operation.Name);

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Every_body_and_every_answer_has_a_schema(string api)
    {
        var described = await DocumentedApi.ReadAsync(shared.Host, shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api));

        Assert.Empty(described.Operations.Where(item => item.Operation["requestBody"] is { } body && !HasSchema(body)).Select(item => item.Path));
        Assert.Empty(described.Operations
            .Where(item => !item.Operation["responses"]!.AsObject().Any(IsWholeSuccess))
            .Select(item => $"{item.Method} {item.Path}"));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Every_schema_and_every_parameter_says_what_it_is(string api)
    {
        var described = await DocumentedApi.ReadAsync(shared.Host, shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api));
        var schemas = described.Document["components"]!["schemas"]!.AsObject();
        var members = schemas.SelectMany(
            schema => schema.Value!["properties"]?.AsObject().Select(member => (Place: $"{schema.Key}.{member.Key}", Schema: member.Value)) ?? []);
        var parameters = described.Operations.SelectMany(item => item.Operation["parameters"]?.AsArray()
            .Select(parameter => (Place: $"{item.Method} {item.Path} {parameter!["name"]}", Schema: parameter["schema"])) ?? []);

        Assert.Empty(schemas.Where(schema => schema.Value!["properties"] is null && schema.Value["enum"] is null).Select(schema => schema.Key));
        Assert.Empty(
            members.Concat(parameters).Where(item => item.Schema is not JsonObject { Count: > 0 } schema || !Tells(schema)).Select(item => item.Place));
    }

    [Theory]
    [InlineData("lintel", "post", "/v1/fieldservice/accounts/{account}/technicians", "account", "string")]
    [InlineData("fieldservice", "get", "/api/v1/technicians", "id", "integer")]
    [InlineData("fieldservice", "post", "/api/v1/assets", "id", "integer")]
    [InlineData("panel", "patch", "/api/v1/panel/api-keys/{id}", "id", "string")]
    [InlineData("panel", "get", "/api/v1/panel/get-licenses-table", "applicationId", "string")]
    public async Task Parameter_has_the_type_of_what_is_sent(string api, string method, string path, string name, string type)
    {
        var described = await DocumentedApi.ReadAsync(shared.Host, shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api));
        var parameter = described.Document["paths"]![path]![method]!["parameters"]!.AsArray().Single(one => one!["name"]!.ToString() == name)!;

        Assert.Equal(type, parameter["schema"]!["type"]!.ToString());
    }

    [Theory]
    [InlineData("duration")]
    [InlineData("licenseId")]
    public async Task Type_that_describes_a_body_comes_before_the_one_that_it_is_read_into(string member)
    {
        var described = await DocumentedApi.ReadAsync(shared.Host, shared.Host.Services.GetRequiredService<ApiDirectory>().Named("panel"));

        Assert.Equal(
            """["null","string"]""",
            described.Document["components"]!["schemas"]!["LicenseActionDocument"]!["properties"]![member]!["type"]!.ToJsonString());
    }

    private static bool IsWholeSuccess(KeyValuePair<string, JsonNode?> response) =>
        response.Key[0] == '2' && (response.Key == "204" || HasSchema(response.Value!));

    private static bool HasSchema(JsonNode body) =>
        body["content"]?["application/json"]?["schema"] is JsonObject schema && (schema.ContainsKey("$ref") || schema.ContainsKey("anyOf"));

    private static bool Tells(JsonObject schema) =>
        schema.ContainsKey("$ref") || schema.ContainsKey("oneOf") || schema.ContainsKey("anyOf")
        || (schema.ContainsKey("type") && schema["type"]!.ToString() != "object");
}
