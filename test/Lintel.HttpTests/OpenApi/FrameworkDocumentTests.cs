using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The framework's own document of a process with five APIs says of each operation what the APIs' documents say.</summary>
public sealed class FrameworkDocumentTests : IAsyncLifetime
{
    private LintelHost _host = null!;
    private FlatDocument _framework = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions
        {
            Customization = new() { Services = services => services.AddOpenApi("all", options => options.AddLintel()) },
        });

        // As a build asks for it, without a request.
        var document = await _host.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("all").GetOpenApiDocumentAsync(
            TestContext.Current.CancellationToken);
        _framework = FlatDocument.Read(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("fieldservice", "/fieldservice")]
    [InlineData("otp", "/otp")]
    [InlineData("panel", "/panel")]
    [InlineData("pixel", "/pixel")]
    [InlineData("trackpilots", "/trackpilots")]
    public async Task Every_operation_agrees_with_the_document_of_its_api(string api, string basePath)
    {
        var own = FlatDocument.Read(await _host.Client.GetStringAsync($"/docs/{api}/openapi.json", TestContext.Current.CancellationToken));
        var (expected, described) = (own.OperationsBelow(string.Empty), _framework.OperationsBelow(basePath));

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), described.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, pair =>
        {
            var (mine, theirs) = (pair.Value, described[pair.Key]);
            Assert.Equal(own.ErrorsOf(mine), _framework.ErrorsOf(theirs));
            Assert.Equal(own.SecurityOf(mine), _framework.SecurityOf(theirs));
            Assert.Equal(own.ParametersOf(mine).Keys.Order(StringComparer.Ordinal), _framework.ParametersOf(theirs).Keys.Order(StringComparer.Ordinal));
            Assert.Equal(mine["requestBody"] is null, theirs["requestBody"] is null);
        });
    }
}
