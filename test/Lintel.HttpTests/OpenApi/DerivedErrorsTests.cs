using System.Text.Json.Serialization.Metadata;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The errors that follow from what an endpoint says of itself.</summary>
public sealed class DerivedErrorsTests : IAsyncLifetime
{
    private static readonly string[] OfCallers = ["unauthenticated", "bad_key", "forbidden", "rate", "error", "unavailable"];

    private static readonly string WithoutConflict = DoorHost.Contract.Replace("status: 409, when: state.conflict,", "status: 409,", StringComparison.Ordinal);

    private GuestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            var shop = app.MapApi("shop");
            shop.MapGet("/open", () => "open").WithName("open").AllowAnonymous();
            shop.MapGet("/plain", () => "plain").WithName("plain");
            shop.MapGet("/perhaps/{id}", (Resource<Thing> thing) => thing.Value).WithName("perhaps").Resource((string id) => FindAsync(id));
            shop.MapGet("/always/{id}", (Resource<Thing> thing) => thing.Value).WithName("always").Resource((string id) => LoadAsync(id));
            shop.MapGet("/page", (int number) => number).WithName("page");
            shop.MapGet("/gone", () => Results.StatusCode(410)).WithName("gone").ProducesProblem(StatusCodes.Status410Gone);
            shop.MapPost("/things", (Body<Thing> thing) => thing.Value).WithName("add").RequireScope("things:write").Body<Thing>()
                .RaisesError("sold_out").RaisesError(Condition.StateConflict);
            shop.MapPost("/some", (Body<Change> change) => change.Value).WithName("some").Body<Change>();
            shop.MapPost("/nested", (Body<Nested> change) => change.Value).WithName("nested").Body<Nested>();
            shop.MapPost("/read", (Body<string> change) => change.Value).WithName("read").Body(fields => fields.Text("name") ?? string.Empty);
            shop.MapPost("/told", (Body<string> change) => change.Value).WithName("told").Body(fields => fields.Text("name") ?? string.Empty)
                .Accepts<Change>("application/json");
            shop.MapPost("/other", (Body<string> change) => change.Value).WithName("other").Body(fields => fields.Text("name") ?? string.Empty)
                .Accepts<Loose>("application/json");
            shop.MapPost("/later", () => "later").WithName("later").Body<Thing>().Reserved();
        },
        services => services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(RequireMembersOfLoose)));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("open", "error")]
    [InlineData("plain")]
    [InlineData("perhaps", "not_found")]
    [InlineData("always")]
    [InlineData("page", "invalid")]
    [InlineData("gone", "invalid")]
    [InlineData("add", "no_scope", "malformed", "too_large", "media_type", "encoding", "invalid", "sold_out", "conflict")]
    [InlineData("later", "error")]
    public void Operation_answers_what_follows_from_its_endpoint(string name, params string[] codes)
    {
        var expected = name == "open" ? codes : [.. OfCallers, .. codes];

        Assert.Equal(expected.Distinct().Order(), ErrorsOf(name).Select(error => error.Code).Order());
    }

    [Theory]
    [InlineData("add", true)]
    [InlineData("some", false)]
    [InlineData("nested", true)]
    [InlineData("read", true)]
    [InlineData("told", false)]
    [InlineData("other", true)]
    public void Body_that_needs_no_member_lacks_none(string name, bool lacks) =>
        Assert.Equal(lacks, ErrorsOf(name).Single(error => error.Code == "invalid").Conditions.Contains(Condition.RequestFieldMissing));

    [Fact]
    public void Status_of_the_application_is_kept() => Assert.Equal(410, ErrorsOf("gone").Single(error => error.Code == "invalid").Status);

    [Fact]
    public async Task Condition_that_the_contract_cannot_answer_is_refused_at_start_up()
    {
        var exception = await Assert.ThrowsAsync<OperationsException>(() => GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapApi("shop").MapGet("/things", () => "things").WithName("things").RaisesError(Condition.StateConflict);
            },
            options: lintel =>
            {
                lintel.Contracts.Clear();
                lintel.Contracts.Add(ContractReader.Read(WithoutConflict, "shop.yaml"));
            }));

        Assert.Contains("things refuses by the condition 'state.conflict', which shop.yaml has no error", exception.Message, StringComparison.Ordinal);
    }

    private static void RequireMembersOfLoose(JsonTypeInfo info)
    {
        foreach (var property in info.Properties.Where(_ => info.Type == typeof(Loose)))
        {
            property.IsRequired = true;
        }
    }

    private static Task<Thing?> FindAsync(string id) => Task.FromResult(id.Length > 1 ? new Thing(id) : null);

    private static Task<Thing> LoadAsync(string id) => Task.FromResult(new Thing(id));

    private IReadOnlyList<PossibleError> ErrorsOf(string name)
    {
        var runtime = _host.Services.GetRequiredService<ApiDirectory>().Named("shop");
        var operation = runtime.Operations.Single(known => known.Name == name);
        return OperationErrors.Of(operation, runtime, _host.Services.GetRequiredService<LintelOptions>());
    }

    private sealed record Thing(string Name);

    private sealed record Change(string? Name = null);

    private sealed class Loose
    {
        public string? Name { get; set; }
    }

    private sealed record Nested(IReadOnlyList<Thing>? Things = null);
}
