using System.Collections.Frozen;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Lintel.Bench.Servers.Variants;

/// <summary>
/// What one takes otherwise: an authentication handler over hashed keys, an authorization policy for the scope, the built-in rate limiter partitioned by
/// account, the exception handler, status-code pages and problem details, each as its documentation says. It keeps no log at all; with <c>httpLogging</c>
/// it writes the framework's log of requests, a line each, to the console.
/// </summary>
internal sealed class StackVariant(bool httpLogging) : Variant
{
    public override Task<BenchKeys> ConfigureAsync(WebApplicationBuilder builder, string folder)
    {
        var keys = OpenKeys.Make();
        var services = builder.Services;
        services.AddSingleton(StackKeys.Of(keys));
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, OrderJson.Default));
        services.AddProblemDetails();
        services.AddValidation();
        services.AddAuthentication(StackHandler.Name).AddScheme<AuthenticationSchemeOptions, StackHandler>(StackHandler.Name, null);
        services.AddAuthorizationBuilder()
            .AddPolicy("things:read", policy => policy.RequireClaim("scope", "things:read"))
            .AddPolicy("orders:write", policy => policy.RequireClaim("scope", "orders:write"));
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<StackKeys>(AddLimits);
        if (httpLogging)
        {
            // The levels of the project templates and of the documentation: without them the framework writes five more lines for each request.
            builder.Logging.AddConsole().AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter(
                "Microsoft.AspNetCore.HttpLogging",
                LogLevel.Information);
            services.AddHttpLogging(options =>
            {
                options.LoggingFields = HttpLoggingFields.RequestMethod
                    | HttpLoggingFields.RequestPath
                    | HttpLoggingFields.ResponseStatusCode
                    | HttpLoggingFields.Duration;
                options.CombineLogs = true;
            });
        }

        return Task.FromResult(keys);
    }

    public override Task MapAsync(WebApplication app)
    {
        if (httpLogging)
        {
            app.UseHttpLogging();
        }

        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapGet("/shop/things", WriteThings).RequireAuthorization("things:read");
        app.MapPost("/shop/orders", (Order order) => OrderTotal.Of(order)).RequireAuthorization("orders:write");
        return Task.CompletedTask;
    }

    private static void AddLimits(RateLimiterOptions options, StackKeys keys)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, _) =>
        {
            if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
            {
                context.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds)).ToString(
                    System.Globalization.CultureInfo.InvariantCulture);
            }

            return ValueTask.CompletedTask;
        };

        // Made once: it captures nothing of a request.
        Func<string, FixedWindowRateLimiterOptions> limits = account =>
            new FixedWindowRateLimiterOptions { PermitLimit = keys.AllowanceOf(account), Window = TimeSpan.FromDays(1) };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            http.User.FindFirstValue(StackKeys.AccountClaim) is { } account
                ? RateLimitPartition.GetFixedWindowLimiter(account, limits)
                : RateLimitPartition.GetNoLimiter(string.Empty));
    }
}

/// <summary>The keys of the stack, by their SHA-256, with the claims of each.</summary>
internal sealed class StackKeys
{
    public const string AccountClaim = "account";

    private readonly FrozenDictionary<UInt128, Claim[]> _claims;
    private readonly FrozenDictionary<string, int> _allowances;

    private StackKeys(IReadOnlyList<(string Key, Grant Grant)> keys)
    {
        _claims = keys.ToFrozenDictionary(pair => HashOf(pair.Key), pair => ClaimsOf(pair.Grant));
        _allowances = keys.Select(pair => pair.Grant).DistinctBy(grant => grant.Account).ToFrozenDictionary(grant => grant.Account, grant => grant.Allow);
    }

    public static StackKeys Of(BenchKeys keys)
    {
        string[] both = ["things:read", "orders:write"];
        var good = keys.Good.Select((key, place) => (key, new Grant($"acct_{place / BenchKeys.KeysOfAnAccount}", both, 10_000_000)));
        return new StackKeys([.. good, (keys.NoScope, new Grant("acct_narrow", [], 10_000_000)), (keys.OverLimit, new Grant("acct_over", both, 1))]);
    }

    /// <summary>The claims of a key; null for one that nobody has. They are never changed, so that requests share them.</summary>
    public Claim[]? Find(ReadOnlySpan<char> key) => _claims.GetValueOrDefault(HashOf(key));

    public int AllowanceOf(string account) => _allowances[account];

    private static Claim[] ClaimsOf(Grant grant) => [new(AccountClaim, grant.Account), .. grant.Scopes.Select(scope => new Claim("scope", scope))];

    private static UInt128 HashOf(ReadOnlySpan<char> key)
    {
        Span<byte> text = stackalloc byte[256];
        Span<byte> hash = stackalloc byte[32];
        if (!Encoding.UTF8.TryGetBytes(key, text, out var length))
        {
            return UInt128.Zero;
        }

        SHA256.HashData(text[..length], hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}

/// <summary>Authenticates a bearer key.</summary>
internal sealed class StackHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, StackKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "ApiKey";

    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (keys.Find(header.AsSpan(Prefix.Length)) is not { } claims)
        {
            return Task.FromResult(AuthenticateResult.Fail("The key is unknown."));
        }

        var ticket = new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name);
        return Task.FromResult(AuthenticateResult.Success(ticket));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"shop\"";
        return base.HandleChallengeAsync(properties);
    }
}
