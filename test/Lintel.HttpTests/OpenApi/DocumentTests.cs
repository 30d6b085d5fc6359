using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
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
}
