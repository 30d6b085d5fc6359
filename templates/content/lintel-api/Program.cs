using System.ComponentModel.DataAnnotations;
using Lintel;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLintel(options => options.AddContract("shop.lintel.yaml"))
    .AddSqlite("data")
    .AddManagement()
    .AddReference()
    .AddConsole();
builder.Services.AddValidation();
builder.Services.AddSingleton<Orders>();

var app = builder.Build();

// Every request below /base-path goes through the guards, and every error there is the contract's.
app.UseLintel();

var api = app.MapApi("shop");
api.MapPost("/orders", (NewOrder order, Account account, Orders orders) => Created(orders.Place(account, order)))
    .RequireScope("orders:write")
    .RaisesError("sold_out");

// What the loader of a resource does not find is the contract's not_found.
api.MapGet("/orders/{id}", (Resource<Order> order) => order.Value)
    .RequireScope("orders:read")
    .Resource((string id, Account account, Orders orders) => orders.Find(account, id));

app.MapManagement();
app.MapReference();
app.MapConsole();
app.Run();

static Created<Order> Created(Order order) => TypedResults.Created($"/base-path/orders/{order.Id}", order);

public record NewOrder([Required, StringLength(50)] string Item, [Range(1, 100)] int Count);
