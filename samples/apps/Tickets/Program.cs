using System.ComponentModel.DataAnnotations;
using Lintel;
using Lintel.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLintel(options => options.AddContract("tickets.lintel.yaml")).AddSqlite("data").AddManagement().AddReference();
builder.Services.AddValidation();

var app = builder.Build();
app.UseLintel();

var sold = 0;
app.MapApi("tickets").MapPost("/orders", (NewOrder order) => order.Show == "Moon"
        ? throw new ApiException(Refusal.WithCode("sold_out", ("show", order.Show)))
        : new Ticket(Interlocked.Increment(ref sold), order.Show))
    .WithName("tickets.orders.place")
    .WithSummary("Buys a ticket")
    .RaisesError("sold_out");
app.MapManagement();
app.MapReference();
app.Run();

public record NewOrder([Required, StringLength(50)] string Show);

public record Ticket(int Number, string Show);
