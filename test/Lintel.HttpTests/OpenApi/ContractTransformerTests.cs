using Lintel.AspNetCore;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The framework's own document of an application that has an API of a contract.</summary>
public sealed class ContractTransformerTests : IAsyncLifetime
{
    private GuestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.MapOpenApi();
            app.MapPost("/shop/things/{id:int}", (int id, Body<NewThing> thing) => thing.Value)
                .RequireScope("things:write").Body<NewThing>().RaisesError("sold_out");
            app.MapGet("/elsewhere", () => "here");
        },
        services => services.AddOpenApi());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Operation_inside_an_api_has_errors_security_and_body()
    {
        var operation = (await ReadAsync()).Paths["/shop/things/{id}"].Operations![HttpMethod.Post];

        Assert.Equal(["200", "400", "401", "403", "409", "413", "415", "422", "429", "500", "503"], operation.Responses!.Keys.Order());
        Assert.Equal("sold_out", operation.Responses["409"].Content!["application/json"].Schema!.Properties!["code"].Const);
        Assert.Contains("x-lintel-errors", operation.Responses["409"].Extensions!.Keys);
        Assert.Contains("Retry-After", operation.Responses["429"].Headers!.Keys);
        var (scheme, scopes) = Assert.Single(Assert.Single(operation.Security!));
        Assert.Equal(("shop.bearer", "things:write"), (scheme.Reference.Id, Assert.Single(scopes)));
        Assert.Equal(SecuritySchemeType.Http, scheme.Type);
        Assert.Equal(40, operation.RequestBody!.Content!["application/json"].Schema!.Properties!["name"].MaxLength);
    }

    [Fact]
    public async Task Operation_outside_the_apis_stays_as_it_is()
    {
        var operation = (await ReadAsync()).Paths["/elsewhere"].Operations![HttpMethod.Get];

        Assert.Equal(["200"], operation.Responses!.Keys);
        Assert.Null(operation.Security);
    }

    private async Task<OpenApiDocument> ReadAsync()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(
            await _host.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken), OpenApiConstants.Json);
        Assert.Empty(diagnostic!.Errors);
        return document!;
    }

    private sealed record NewThing([property: System.ComponentModel.DataAnnotations.StringLength(40)] string Name);
}
