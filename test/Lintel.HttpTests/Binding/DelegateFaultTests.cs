using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Binding;

/// <summary>A delegate that cannot be bound, and a parameter that nothing fills, are refused when the application starts.</summary>
public sealed class DelegateFaultTests
{
    private const string Retired = "\n  gone: { status: 409, message: Gone., meaning: Gone., fix: Do without., retry: never, retired: true }";

    public static TheoryData<string, string[]> Faults { get; } = new()
    {
        { "body of the framework", ["delegate for Resource", "Body<T>"] },
        { "inferred body of the framework", ["delegate for Rules", "Body was inferred"] },
        { "form of the framework", ["delegate for Precondition", "Body<T>"] },
        { "resource without a value", ["delegate for Resource", "returns nothing"] },
        { "rule with a value", ["delegate for Rules", "returns Int32"] },
        { "scope that is no text", ["delegate for RequireScope", "must return a string"] },
        { "body that nothing reads", ["takes Body<NewThing>", "nothing reads it", ".Body("] },
        { "query that nothing reads", ["takes Query<NewThing>", "nothing reads it"] },
        { "body of another type", ["takes Body<NewThing>", "nothing reads it"] },
        { "record before it is loaded", ["takes Resource<String> in Precondition", "Put 'resource' before 'precondition'"] },
        { "body before it is read", ["takes Body<NewThing> in ForApplication", "Put 'body' before 'application'"] },
        { "resource that is an answer", ["delegate for Resource", "which is no record"] },
        { "resource that is a word", ["delegate for Resource", "returns Boolean, which is no record"] },
        { "reading without a value", ["delegate for Body", "Return what was read"] },
        { "reading that decides", ["delegate for Body", "Return what was read"] },
        { "reading of what it reads", ["takes Body<String> in Body", "nothing reads it"] },
        { "body that is a number", ["says Body<Int32>, which cannot be read", "Take a record with a member of this type"] },
        { "body that is any JSON", ["says Body<JsonElement>, which cannot be read"] },
        { "body of an interface", ["says Body<IThing>, which cannot be read", "[JsonPolymorphic]"] },
        { "reader of fields in the handler", ["takes a FieldReader", ".Body((FieldReader fields)"] },
        { "account of anonymous callers", ["takes Account, and AllowAnonymous lets in callers who have none", "Take Account?"] },
        { "key where it is optional", ["takes ApiKey in Rules, and OptionalCredential lets in"] },
        { "session of a key's caller", ["takes Session, and callers who present the credential 'bearer'", "say .RequireSession()"] },
        { "retired code", ["raises 'gone', which shop.yaml has retired"] },
        { "resource that nothing loads", ["takes Resource<NewThing>", "nothing loads it"] },
        { "resource of another type", ["takes Resource<NewThing>", "nothing loads it"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Start_names_what_does_not_fit(string use, string[] expected)
    {
        var exception = await Assert.ThrowsAsync<OperationsException>(() => DoorHost.StartAsync(
            shop => Map(shop, use), contract: text => text.Replace("method, scope,", "method, application, scope,", StringComparison.Ordinal) + Retired));

        Assert.All(expected, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
        Assert.Contains("POST /shop/use", exception.Message, StringComparison.Ordinal);
    }

    private interface IThing
    {
        string Name { get; }
    }

    private static void Map(RouteGroupBuilder shop, string use)
    {
        switch (use)
        {
            case "body of the framework":
                shop.MapPost("/use", () => "ok").Resource(([FromBody] ShopOperations.NewThing thing) => thing);
                break;
            case "inferred body of the framework":
                shop.MapPost("/use", () => "ok").Rules((ShopOperations.NewThing thing) => thing.Name.Length > 0 ? Decision.Pass : Refusal.WithCode("sold_out"));
                break;
            case "form of the framework":
                shop.MapPost("/use", () => "ok").Precondition((IFormFile file) => file.Length > 0 ? Decision.Pass : Refusal.WithCode("sold_out"));
                break;
            case "resource without a value":
                shop.MapPost("/use", () => "ok").Resource(() => { });
                break;
            case "rule with a value":
                shop.MapPost("/use", () => "ok").Rules(() => 5);
                break;
            case "scope that is no text":
                shop.MapPost("/use", () => "ok").RequireScope(() => 5, "things:read");
                break;
            case "body that nothing reads":
                shop.MapPost("/use", (Body<ShopOperations.NewThing> body) => body.Value.Name);
                break;
            case "query that nothing reads":
                shop.MapPost("/use", (Query<ShopOperations.NewThing> query) => query.Value.Name);
                break;
            case "body of another type":
                shop.MapPost("/use", (Body<ShopOperations.NewThing> body) => body.Value.Name).Body<List<int>>();
                break;
            case "record before it is loaded":
                shop.MapPost("/use", () => "ok").Resource(() => "a text").Precondition(
                    (Resource<string> text) => text.Value.Length > 0 ? Decision.Pass : Refusal.WithCode("sold_out"));
                break;
            case "body before it is read":
                shop.MapPost("/use", () => "ok").Body(ShopOperations.NewThing.Read).ForApplication((Body<ShopOperations.NewThing> body) => body.Value.Name);
                break;
            case "resource that is an answer":
                shop.MapPost("/use", () => "ok").Resource(() => Results.NotFound());
                break;
            case "resource that is a word":
                shop.MapPost("/use", () => "ok").Resource(async () => await Task.FromResult(false));
                break;
            case "reading without a value":
                shop.MapPost("/use", () => "ok").Body((FieldReader fields, TimeProvider clock) => { });
                break;
            case "reading that decides":
                shop.MapPost("/use", () => "ok").Body((FieldReader fields, TimeProvider clock) => Decision.Pass);
                break;
            case "reading of what it reads":
                shop.MapPost("/use", () => "ok").Body((FieldReader fields, Body<string> body) => body.Value);
                break;
            case "body that is a number":
                shop.MapPost("/use", (Body<int> body) => body.Value).Body<int>();
                break;
            case "body that is any JSON":
                shop.MapPost("/use", (Body<JsonElement> body) => body.Value).Body<JsonElement>();
                break;
            case "body of an interface":
                shop.MapPost("/use", (Body<IThing> body) => body.Value).Body<IThing>();
                break;
            case "reader of fields in the handler":
                shop.MapPost("/use", (FieldReader fields) => fields.IsValid);
                break;
            case "account of anonymous callers":
                shop.MapPost("/use", (Account account) => account.Id).AllowAnonymous();
                break;
            case "key where it is optional":
                shop.MapPost("/use", (ApiKey? key) => key?.Id).Rules((ApiKey key) => key.Id.Length > 0 ? Decision.Pass : Refusal.WithCode("sold_out"))
                    .OptionalCredential();
                break;
            case "session of a key's caller":
                shop.MapPost("/use", (Session session) => session.UserId);
                break;
            case "retired code":
                shop.MapPost("/use", () => "ok").RaisesError("gone");
                break;
            case "resource that nothing loads":
                shop.MapPost("/use", (Resource<ShopOperations.NewThing> thing) => thing.Value.Name);
                break;
            default:
                shop.MapPost("/use", () => "ok").Resource(() => "a text").Rules((Resource<ShopOperations.NewThing> thing) => Decision.Pass);
                break;
        }
    }
}
