using Lintel;
using Lintel.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLintel(
    options => options.AddContract("shop.lintel.yaml").AddContract("shared.lintel.yaml").AddGuard<TenantGuard>(after: "key", api: "shop"))
    .AddSqlite("data");

var app = builder.Build();
app.UseLintel();
app.MapApi("shop").MapGet("/hello", () => "hello");
app.MapApi("depot").MapGet("/hello", () => "hello");
app.Run();

[RaisesError("wrong_tenant")]
internal sealed class TenantGuard : Guard
{
    public override ValueTask<Decision> CheckAsync(ApiCall call) => ValueTask.FromResult(Decision.Pass);
}
