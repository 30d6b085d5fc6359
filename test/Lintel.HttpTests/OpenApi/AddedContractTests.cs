using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Errors;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The framework's own document of an application with two APIs, controllers in one of them, and operations outside.</summary>
public sealed class AddedContractTests : IAsyncLifetime
{
    private static readonly string Depot = DoorHost.Contract
        .Replace("api: shop", "api: depot", StringComparison.Ordinal)
        .Replace("basePath: /shop", "basePath: /depot", StringComparison.Ordinal)
        .Replace("kind: bearer, prefix: shop", "kind: header, header: X-Depot-Key, prefix: depot", StringComparison.Ordinal)
        .Replace("envelope: { code: $code,", "envelope: { fault: $code,", StringComparison.Ordinal);

    private GuestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(
        app =>
        {
            app.UsePathBase("/store");
            app.UseRouting();
            app.UseLintel();
            app.MapReference();
            app.MapOpenApi();
            Map(app);
        },
        services =>
        {
            services.AddControllers().AddApplicationPart(typeof(ParcelsController).Assembly);
            services.AddOpenApi("plain");
            services.AddOpenApi("all", options => options.AddLintel().AddOperationTransformer((operation, _, _) =>
            {
                operation.Responses?.Remove("503");
                return Task.CompletedTask;
            }));
            services.AddOpenApi("old", options => options.AddLintel().OpenApiVersion = OpenApiSpecVersion.OpenApi3_0);
            services.AddOpenApi("some", options =>
            {
                options.AddLintel();
                options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<Hidden>().FirstOrDefault() is null;
            });
        },
        lintel => lintel.Contracts.Add(ContractReader.Read(Depot, "depot.yaml")));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("shop")]
    [InlineData("depot")]
    public async Task Every_operation_says_what_the_document_of_its_api_says(string api)
    {
        var (own, added) = (await ReadAsync($"/docs/{api}/openapi.json"), await ReadAsync("/openapi/some.json"));
        var described = added.OperationsBelow("/" + api);

        Assert.True(described.Count > 1);
        Assert.All(described.Where(pair => pair.Key is not ("get /chosen" or "get /open/outside")), pair =>
        {
            var (mine, theirs) = (own.OperationsBelow(string.Empty)[pair.Key], pair.Value);
            Assert.Equal(own.ErrorsOf(mine), added.ErrorsOf(theirs));
            Assert.Equal(own.SecurityOf(mine), added.SecurityOf(theirs));
            Assert.Equal(own.SuccessFieldsOf(mine).Values.Distinct(), added.SuccessFieldsOf(theirs).Values.Distinct());
            Assert.Superset(own.ParametersOf(mine).Keys.ToHashSet(), added.ParametersOf(theirs).Keys.ToHashSet());
            Assert.True(mine["requestBody"] is null || theirs["requestBody"] is not null);
        });
    }

    [Theory]
    [InlineData("shop", "get /things")]
    [InlineData("shop", "get /things/{id}")]
    [InlineData("depot", "post /things/{id}")]
    [InlineData("shop", "get /chosen")]
    public async Task What_Lintel_reads_has_the_schemas_of_the_own_document(string api, string name)
    {
        var (own, all) = (await ReadAsync($"/docs/{api}/openapi.json"), await ReadAsync("/openapi/all.json"));
        var (mine, theirs) = (own.OperationsBelow(string.Empty)[name], all.OperationsBelow("/" + api)[name]);

        Assert.Equal(own.Flat(mine["requestBody"]), all.Flat(theirs["requestBody"]));
        Assert.Equal(own.ParametersOf(mine), all.ParametersOf(theirs));
    }

    [Fact]
    public async Task Operations_that_the_query_chooses_between_are_one_with_those_that_the_document_includes()
    {
        var (all, some) = (await ReadAsync("/openapi/all.json"), await ReadAsync("/openapi/some.json"));

        var both = all.OperationsBelow("/shop")["get /chosen"];
        Assert.Contains("sold_out", all.ErrorsOf(both)["409"], StringComparison.Ordinal);
        Assert.Contains("without `id`", (string?)both["description"], StringComparison.Ordinal);
        Assert.Contains("with `id`", (string?)both["description"], StringComparison.Ordinal);
        var one = some.OperationsBelow("/shop")["get /chosen"];
        Assert.DoesNotContain("409", some.ErrorsOf(one).Keys);
        Assert.Null(one["description"]);
    }

    [Fact]
    public async Task Operations_outside_the_apis_and_their_components_stay_as_they_are()
    {
        var (plain, all) = (await ReadAsync("/openapi/plain.json"), await ReadAsync("/openapi/some.json"));

        var outside = Outside(plain);
        Assert.Contains("/elsewhere/things", outside.Keys);
        Assert.Contains("/shop/open/outside", outside.Keys);
        Assert.Equal(outside, Outside(all));
        Assert.All(
            plain.Document["components"]!["schemas"]!.AsObject(),
            schema => Assert.Equal(schema.Value!.ToJsonString(), all.Document["components"]!["schemas"]![schema.Key]?.ToJsonString()));
        Assert.All(
            all.Document["components"]!.AsObject().SelectMany(kind => kind.Value!.AsObject()).Select(component => component.Key)
                .Except(plain.Document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key)),
            name => Assert.True(name.StartsWith("shop.", StringComparison.Ordinal) || name.StartsWith("depot.", StringComparison.Ordinal), name));
    }

    [Fact]
    public async Task Types_of_one_name_in_two_apis_and_outside_keep_their_schemas()
    {
        var all = await ReadAsync("/openapi/all.json");
        var schemas = all.Document["components"]!["schemas"]!.AsObject();

        Assert.Equal(["name", "inner"], schemas["shop.NewThing"]!["properties"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["shelf"], schemas["depot.NewThing"]!["properties"]!.AsObject().Select(member => member.Key));
        Assert.Contains("NewThing", schemas.Select(schema => schema.Key));
        Assert.Contains("\"fault\":", all.ErrorsOf(all.OperationsBelow("/depot")["post /things/{id}"])["401"], StringComparison.Ordinal);
        Assert.Contains("\"code\":", all.ErrorsOf(all.OperationsBelow("/shop")["post /things/{id}"])["401"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Action_of_a_controller_has_the_contracts_errors_and_what_the_framework_knows_of_it()
    {
        var all = await ReadAsync("/openapi/all.json");

        // The framework leaves the prefix of the group out.
        var operation = all.OperationsBelow("/parcels")["post /"];

        Assert.Equal("#/components/schemas/Parcel", (string?)operation["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Contains("422", all.ErrorsOf(operation).Keys);
    }

    [Fact]
    public async Task Later_transformer_of_the_application_finds_what_was_added()
    {
        var all = await ReadAsync("/openapi/all.json");

        Assert.DoesNotContain("503", all.OperationsBelow("/shop")["get /things"]["responses"]!.AsObject().Select(response => response.Key));
    }

    [Theory]
    [InlineData("all")]
    [InlineData("old")]
    public async Task Document_is_valid_and_the_same_each_time(string name)
    {
        var first = await _host.Client.GetStringAsync($"/openapi/{name}.json", TestContext.Current.CancellationToken);
        var (document, diagnostic) = OpenApiDocument.Parse(first, OpenApiConstants.Json);

        Assert.NotNull(document);
        Assert.Empty(diagnostic!.Errors);
        Assert.Equal(first, await _host.Client.GetStringAsync($"/openapi/{name}.json", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pages_of_codes_have_the_prefix_of_the_application()
    {
        var all = await ReadAsync("/store/openapi/all.json");

        Assert.Contains("/store/docs/shop/errors/sold_out", all.ErrorsOf(all.OperationsBelow("/shop")["post /things/{id}"])["409"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_without_Lintel_among_the_services_says_what_to_do()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddOpenApi(options => options.AddLintel());
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/things", () => "things");
        await app.StartAsync(TestContext.Current.CancellationToken);
        var documents = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => documents.GetOpenApiDocumentAsync(TestContext.Current.CancellationToken));

        Assert.Contains("AddLintel(...)", fault.Message, StringComparison.Ordinal);
    }

    private static void Map(WebApplication app)
    {
        var shop = app.MapApi("shop");
        shop.MapGet("/things", (Query<ThingQuery> query) => query.Value.Name ?? "all").Query<ThingQuery>();
        shop.MapGet("/things/{id}", (Resource<Thing> thing) => thing.Value).Resource((string id) => id == "1" ? new Thing(id) : null);
        shop.MapPost("/things/{id:int}", (int id, Body<NewThing> thing) => thing.Value)
            .RequireScope("things:write").Body<NewThing>().RaisesError("sold_out").ProducesProblem(StatusCodes.Status409Conflict);
        shop.MapPost("/bound/{id}", (string id, NewThing thing, int? page) => TypedResults.Ok(thing));
        shop.MapGet("/chosen", () => "list").WhenQueryAbsent("id");
        shop.MapGet("/chosen", () => "one").WhenQueryPresent("id").RaisesError("sold_out").WithMetadata(new Hidden());
        shop.MapGet("/hidden", () => "hidden").WithMetadata(new Hidden());
        shop.MapGet("/open", () => "open").AllowAnonymous();
        shop.MapGet("/open/outside", () => "outside").OutsideContract();
        shop.MapGet("/later", Results<Ok<string>, NotFound> () => TypedResults.Ok("later")).Reserved();
        shop.MapMethods("/both", ["GET", "HEAD"], () => "both");
        shop.MapControllers();
        app.MapGet("/depot/direct", () => "mapped without a group");
        app.MapApi("depot").MapPost("/things/{id}", (Body<DepotThing.NewThing> thing) => thing.Value).Body<DepotThing.NewThing>();
        app.MapPost("/elsewhere/things", (NewThing thing) => thing).ProducesProblem(StatusCodes.Status409Conflict);
        app.MapGet("/elsewhere/{id:int}", (int id) => id);
    }

    private static Dictionary<string, string> Outside(FlatDocument document) => document.Document["paths"]!.AsObject()
        .Where(path => path.Key.StartsWith("/elsewhere", StringComparison.Ordinal) || path.Key.EndsWith("/outside", StringComparison.Ordinal))
        .ToDictionary(path => path.Key, path => path.Value!.ToJsonString(), StringComparer.Ordinal);

    private async Task<FlatDocument> ReadAsync(string address) =>
        FlatDocument.Read(await _host.Client.GetStringAsync(address, TestContext.Current.CancellationToken));

    private sealed record Hidden;

    private sealed record Thing(string Id);

    private sealed record ThingQuery([StringLength(40)] string? Name, [Range(1, 100)] int Limit = 20);

    private sealed record NewThing([StringLength(40)] string Name, NewThing? Inner = null);

    internal static class DepotThing
    {
        public sealed record NewThing([Range(1, 9)] int Shelf);
    }
}
