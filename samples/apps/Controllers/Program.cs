using Lintel;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLintel(options =>
{
    options.AddContract("library.lintel.yaml");

    // What the library throws stays as it was; the contract has its text.
    options.MapException<BookLentException>(thrown => Refusal.WithCode("BOOK_LENT", ("title", thrown.Title)));
}).AddSqlite("data").AddManagement().AddReference();
builder.Services.AddControllers();
builder.Services.AddOpenApi(options => options.AddLintel());
builder.Services.AddSingleton<Books>();

var app = builder.Build();
app.UseLintel();
app.MapControllers();
app.MapManagement();
app.MapReference();
app.MapOpenApi();
app.Run();
