using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The OpenAPI documents of the APIs, as they are served.</summary>
public sealed class DocumentTests(SharedHost shared)
{
    public static TheoryData<string> Apis => ["fieldservice", "lintel", "otp", "panel", "pixel", "trackpilots"];

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Document_is_read_without_a_fault(string api)
    {
        var (document, diagnostic) = OpenApiDocument.Parse(await shared.Host.Client.GetStringAsync($"/docs/{api}/openapi.json"), "json");

        Assert.NotNull(document);
        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
    }

    [Theory]
    [InlineData("lintel")]
    [InlineData("otp")]
    [InlineData("pixel")]
    [InlineData("trackpilots")]
    public async Task Every_operation_says_what_it_does_and_answers(string api)
    {
        var described = await DocumentedApi.ReadAsync(shared.Host, shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api));
        var lacking =
            from item in described.Operations
            where (string?)item.Operation["summary"] is null or "" || (string?)item.Operation["summary"] == (string?)item.Operation["operationId"]
                || (item.Operation["x-lintel-reserved"] is null && !DocumentedApi.SuccessesOf(item.Operation).All(IsDescribed))
                || item.Operation["requestBody"]?["content"]!.AsObject().Any(media => media.Value!["schema"]!["$ref"] is null) == true
            select $"{item.Method} {item.Path}";

        Assert.Empty(lacking);
        Assert.DoesNotContain(
            described.Document["components"]!["schemas"]!.AsObject(),
            schema => (string?)schema.Value!["type"] == "object" && schema.Value["properties"] is not JsonObject { Count: > 0 });
    }

    private static bool IsDescribed((int Status, JsonObject Response) success) => success.Status == StatusCodes.Status204NoContent
        || (success.Response["content"]?.AsObject() is { Count: > 0 } content
            && content.All(media => media.Value!["schema"] is not null || media.Key != "application/json"));
}
