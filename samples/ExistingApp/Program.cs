using System.Text;
using ExistingApp;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.IdentityModel.Tokens;

var builder = WebApplication.CreateBuilder(args);

// The tests run this program with and without Lintel and compare every answer outside /shop.
var guarded = builder.Configuration.GetValue("Guarded", true);
if (guarded)
{
    builder.Services.AddLintel(lintel => lintel.AddContract("shop.yaml")).AddSqlite(builder.Configuration["Data"] ?? "data").AddManagement().AddReference();
}

// What the application had before.
builder.Services.AddControllers().AddApplicationPart(typeof(Features).Assembly);
builder.Services.AddValidation();
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<TeapotHandler>();
builder.Services.AddOpenApi(options =>
{
    if (guarded)
    {
        options.AddLintel();
    }
});
builder.Services.AddHealthChecks();
builder.Services.AddSignalR();
builder.Services.AddOutputCache(options => options.AddPolicy("keyed", policy => policy.AddPolicy<CacheWithCredentials>(), excludeDefaultPolicy: true));
builder.Services.AddRequestTimeouts();
builder.Services.AddRequestDecompression();
builder.Services.AddResponseCompression(options => options.MimeTypes = ["text/plain", "application/json"]);
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.MapInboundClaims = false;
    options.TokenValidationParameters = new TokenValidationParameters
    {
        ValidIssuer = "existing-app",
        ValidAudience = "staff",
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Features.SigningKey)),
    };
});
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("staff", policy => policy.RequireClaim("role", "staff"))
    .AddPolicy("writers", policy => policy.RequireClaim("scope", "orders:write"));
builder.Services.AddCors(options => options.AddPolicy("site", policy => policy
    .WithOrigins("https://site.example").AllowCredentials().WithHeaders(
        "Authorization",
        "Content-Type").WithMethods("GET", "POST").WithExposedHeaders("X-Request-Id")));
builder.Services.AddRateLimiter(options =>
{
    options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
    options.OnRejected = (context, _) =>
    {
        context.HttpContext.Response.Headers.RetryAfter = "7";
        return ValueTask.CompletedTask;
    };
    options.AddFixedWindowLimiter("two", limiter => (limiter.PermitLimit, limiter.Window) = (2, TimeSpan.FromHours(1)));
});

var app = builder.Build();
app.UseExceptionHandler();
app.UseMiddleware<SecurityHeaders>();
app.UseResponseCompression();
app.UseCors("site");
if (guarded)
{
    app.UseLintel();
}

app.UseStaticFiles();
app.UseAuthentication();
app.UseAuthorization();
app.UseRateLimiter();
app.UseRequestTimeouts();
app.UseRequestDecompression();
app.UseOutputCache();
app.UseWebSockets();

if (guarded)
{
    var shop = app.MapApi("shop").RequireScope("orders:read");
    Features.Map(shop);
    app.MapHub<ChatHub>("/shop/chat").AcceptsCredentialInQuery();
    shop.MapPost("/payments", (NewOrder order) => TypedResults.Created($"payments/{Guid.CreateVersion7()}", order))
        .RequireScope("orders:write")
        .Idempotent();
    app.MapManagement();
    app.MapReference();
}

Features.Map(app.MapGroup("/plain"));
app.MapControllers();
app.MapHub<ChatHub>("/plain/chat");
if (!guarded)
{
    app.MapHub<ChatHub>("/shop/chat");
}

app.MapHealthChecks("/healthz");
app.MapOpenApi();
app.MapFallbackToFile("index.html");
await app.RunAsync();

/// <summary>The program; public so that <c>WebApplicationFactory</c> can start it.</summary>
public partial class Program;
