var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLintel(options => options.AddContract("hello.lintel.yaml")).AddSqlite("data").AddManagement().AddReference();

var app = builder.Build();
app.UseLintel();
app.MapApi("hello").MapGet("/{name}", (string name) => $"Hello, {name}.");
app.MapManagement();
app.MapReference();
app.Run();
