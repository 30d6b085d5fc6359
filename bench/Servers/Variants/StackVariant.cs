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
/// account, the exception handler, status-code pages and problem details, each as its documentation says. It keeps no log of requests; with
/// <c>httpLogging</c> it writes the framework's, to the console.
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
        services.AddRateLimiter(AddLimits);
        if (httpLogging)
        {
            builder.Logging.AddConsole();
            services.AddHttpLogging(options =>
            {
                options.LoggingFields = HttpLoggingFields.RequestMethod | HttpLoggingFields.RequestPath | HttpLoggingFields.ResponseStatusCode | HttpLoggingFields.Duration;
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

    private static void AddLimits(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, _) =>
        {
            if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
            {
                context.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            return ValueTask.CompletedTask;
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        {
            var account = http.User.FindFirstValue("account");
            if (account is null)
            {
                return RateLimitPartition.GetNoLimiter(string.Empty);
            }

            var allow = http.User.FindFirstValue("allow");
            return RateLimitPartition.GetFixedWindowLimiter(
                account,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = int.Parse(allow!, System.Globalization.CultureInfo.InvariantCulture), Window = TimeSpan.FromDays(1), AutoReplenishment = true });
        });
    }
}

/// <summary>The keys of the stack, by their SHA-256.</summary>
internal sealed class StackKeys
{
    private readonly FrozenDictionary<UInt128, Grant> _byHash;

    private StackKeys(IEnumerable<(string Key, Grant Grant)> keys) => _byHash = keys.ToFrozenDictionary(pair => HashOf(pair.Key), pair => pair.Grant);

    public static StackKeys Of(BenchKeys keys)
    {
        string[] both = ["things:read", "orders:write"];
        var good = keys.Good.Select((key, place) => (key, new Grant($"acct_{place / BenchKeys.KeysOfAnAccount}", both, 10_000_000)));
        return new StackKeys([.. good, (keys.NoScope, new Grant("acct_narrow", [], 10_000_000)), (keys.OverLimit, new Grant("acct_over", both, 1))]);
    }

    public Grant? Find(string key) => _byHash.GetValueOrDefault(HashOf(key));

    private static UInt128 HashOf(string key)
    {
        Span<byte> text = stackalloc byte[256];
        Span<byte> hash = stackalloc byte[32];
        if (key.Length > text.Length)
        {
            return UInt128.Zero;
        }

        var length = Encoding.UTF8.GetBytes(key, text);
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

        if (keys.Find(header[Prefix.Length..]) is not { } grant)
        {
            return Task.FromResult(AuthenticateResult.Fail("The key is unknown."));
        }

        var claims = new List<Claim>(2 + grant.Scopes.Length)
        {
            new("account", grant.Account),
            new("allow", grant.Allow.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };
        claims.AddRange(grant.Scopes.Select(scope => new Claim("scope", scope)));
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name);
        return Task.FromResult(AuthenticateResult.Success(ticket));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"shop\"";
        return base.HandleChallengeAsync(properties);
    }
}
