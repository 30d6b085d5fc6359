var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLintel(options => options.AddContract("shop.lintel.yaml"))
    .AddSqlite("data")
    .AddManagement()
    .AddReference()
    .AddConsole();
builder.Services.AddControllers();
builder.Services.AddSingleton<Orders>();

var app = builder.Build();

// Every request below /base-path goes through the guards, and every error there is the contract's.
app.UseLintel();

// Controllers whose route begins with /base-path are operations of the API.
app.MapControllers();
app.MapManagement();
app.MapReference();
app.MapConsole();
app.Run();
