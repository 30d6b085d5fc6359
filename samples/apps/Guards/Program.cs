using Lintel.Accounts;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Partners>();
builder.Services.AddLintel(options =>
{
    options.AddContract("depot.lintel.yaml");
    options.AddGuard<TenantGuard>(after: "key");
    options.AddCredential<PartnerReader>("partner");
}).AddSqlite("data").AddManagement().AddReference();

var app = builder.Build();

// The account of a partner is there before the partner is.
await app.Services.GetRequiredService<AccountService>().CreateAsync(new NewAccount { Id = "acct_brook", Api = "depot", Name = "Brook Dairy" }, default);

app.UseLintel();
app.MapApi("depot").MapGet("/stock", (Lintel.Account account) => $"The stock of {account.Name}.").RequireScope("stock:read");
app.MapManagement();
app.MapReference();
app.Run();
