using System.ComponentModel.DataAnnotations;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLintel(options => options.AddContract("payments.lintel.yaml")).AddSqlite("data").AddManagement().AddReference();
builder.Services.AddValidation();

var app = builder.Build();
app.UseLintel();

var made = 0;
app.MapApi("payments").MapPost("/", (NewPayment payment) => TypedResults.Created((string?)null, new Payment(Interlocked.Increment(ref made), payment.Cents)))
    .RequireScope("payments:write")
    .Idempotent();
app.MapManagement();
app.MapReference();
app.Run();

public record NewPayment([Range(1, 1_000_000)] int Cents);

public record Payment(int Number, int Cents);
