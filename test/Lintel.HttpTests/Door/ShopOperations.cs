using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Door;

/// <summary>The operations of the tests' own API: one of each kind.</summary>
internal static class ShopOperations
{
    public static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet("/things", () => Results.Json(new { ok = true })).RequireScope("things:read");
        shop.MapGet("/things/{id}", (ApiCall call) => Results.Json(new { id = call.Resource<Thing>().Id }))
            .RequireScope("things:read")
            .Resource((ApiCall call) => ValueTask.FromResult(Find((string)call.Http.GetRouteValue("id")!)));
        shop.MapPost("/things", (ApiCall call) => Results.Json(call.Body<NewThing>(), statusCode: 201))
            .RequireScope("things:write")
            .Body(NewThing.Read);
        shop.MapPost("/shelves", (ApiCall call) => Results.Json(new { shelf = call.Query<Shelf>().Number, name = call.Body<NewThing>().Name }))
            .Query(Shelf.Read)
            .Body(NewThing.Read);
        shop.MapGet("/shelves", (ApiCall call) => Results.Json(new { shelf = call.Query<Shelf>().Number, same = call.Body<Shelf>().Number })).Query(Shelf.Read);
        shop.MapPost("/orders", (ApiCall call) => new ErrorResult(Refusal.WithCode("sold_out", ("what", "Tea")))).RaisesError("sold_out");
        shop.MapPost("/untold", () => new ErrorResult(Refusal.WithCode("sold_out", ("what", new Untellable())))).RaisesError("sold_out");
        shop.MapPost("/undeclared", () => new ErrorResult(Refusal.WithCode("sold_out", ("what", "Tea"))));
        shop.MapGet("/deep", (HttpContext http) => Throw(new ApiException(Refusal.WithCode("sold_out", ("what", "Tea"))))).RaisesError("sold_out");
        shop.MapGet("/broken", () => Throw(new InvalidOperationException("secret /var/lib/shop is gone")));
        shop.MapGet("/store-down", () => Throw(new StoreUnavailableException("the file is locked")));
        shop.MapGet("/half", Half);
        shop.MapGet("/bare/{status:int}", (int status) => Results.StatusCode(status));
        shop.MapPost("/bound", (BoundThing thing) => Results.Json(thing));
        shop.MapGet("/open", () => Results.Json(new { open = true })).AllowAnonymous();
        shop.MapGet("/chosen", () => "list").WhenQueryAbsent("id");
        shop.MapGet("/chosen", () => "one").WhenQueryPresent("id").WhenQueryAbsent("sub");
        shop.MapPost("/chosen", () => "sub").WhenQuery("sub", "copy");
        shop.MapDelete("/chosen", () => "gone").WhenQueryPresent("id").WhenQueryAbsent("sub");
    }

    private static Outcome<Thing> Find(string id) => id == "1" ? new Thing(id) : Refusal.Missing("Thing", id);

    private static IResult Throw(Exception exception) => throw exception;

    private static async Task Half(HttpContext http)
    {
        await http.Response.WriteAsync("{\"half\":");
        await http.Response.Body.FlushAsync();
        throw new InvalidOperationException("too late");
    }

    internal sealed record Thing(string Id);

    internal sealed class Untellable
    {
        public override string ToString() => throw new NotSupportedException("nobody knows what this is");
    }

    internal sealed record BoundThing(string Name);

    internal sealed record Shelf(long Number)
    {
        public static Shelf Read(FieldReader fields) => new(fields.Integer("shelf", required: true, min: 1, max: 9) ?? 0);
    }

    internal sealed record NewThing(string Name, long Count)
    {
        public static NewThing Read(FieldReader fields) =>
            new(fields.Text("name", required: true, min: 1, max: 20)!, fields.Integer("count", min: 1, max: 9) ?? 1);
    }
}
