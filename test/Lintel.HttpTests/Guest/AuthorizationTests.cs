using System.Security.Claims;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Guest;

public sealed class AuthorizationTests
{
    /// <summary>The orders that are supported: authentication and authorization left to WebApplication, both before, both after.</summary>
    public static TheoryData<string> Orders => ["automatic", "before", "after"];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Policy_is_evaluated_after_the_guards_and_one_that_is_not_met_is_permission_denied(string order)
    {
        var requirement = new CountedRequirement();
        await using var host = await StartAsync(order, options =>
        {
            options.AddPolicy("writers", policy => policy.RequireClaim(LintelClaims.Scope, "things:write").AddRequirements(requirement));
            options.AddPolicy("people", policy => policy.RequireClaim("person"));
        });

        Assert.Equal((401, "unauthenticated"), Short(await host.SendAsync("GET", "/shop/written")));
        Assert.Equal((401, "bad_key"), Short(await host.SendAsync("GET", "/shop/written", host.Key[..^6] + "AAAAAA")));
        Assert.Equal((404, "not_found"), Short(await host.SendAsync("GET", "/shop/nowhere", host.Key)));
        Assert.Equal(0, requirement.Asked);
        Assert.Equal((200, null), Short(await host.SendAsync("GET", "/shop/written", host.Key)));
        Assert.Equal(1, requirement.Asked);

        // A good key that lacks the policy is never told to send a good key.
        var forbidden = await host.SendAsync("GET", "/shop/written", host.KeyWithoutScope);
        Assert.Equal((403, "forbidden"), Short(forbidden));
        Assert.False(forbidden.Headers.ContainsKey("WWW-Authenticate"));

        Assert.Equal((403, "forbidden"), Short(await host.SendAsync("GET", "/shop/personal", host.Key)));
        Assert.Equal((200, null), Short(await host.SendAsync("GET", "/shop/personal", host.Key, null, ("X-Person", "ada"))));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Policy_with_a_scheme_of_its_own_is_met_by_that_scheme_alone(string order)
    {
        await using var host = await StartAsync(order, options =>
        {
            options.AddPolicy("writers", policy => policy.RequireAuthenticatedUser().AddAuthenticationSchemes(TokenScheme.Name));
            options.AddPolicy("people", policy => policy.RequireClaim("person"));
        });

        Assert.Equal((403, "forbidden"), Short(await host.SendAsync("GET", "/shop/written", host.Key)));
        Assert.Equal((200, null), Short(await host.SendAsync("GET", "/shop/written", host.Key, null, ("X-Person", "ada"))));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Fallback_policy_is_the_applications_outside_and_comes_after_the_guards_inside(string order)
    {
        var requirement = new CountedRequirement();
        await using var host = await StartAsync(order, options =>
        {
            options.AddPolicy("writers", policy => policy.RequireAuthenticatedUser());
            options.AddPolicy("people", policy => policy.RequireAuthenticatedUser());
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(requirement).Build();
        });

        foreach (var path in new[] { "/shop/plain", "/shop/nowhere", "/shop/reached/by/fallback" })
        {
            Assert.Equal((401, "unauthenticated"), Short(await host.SendAsync("GET", path)));
            Assert.Equal((401, "unauthenticated"), Short(await host.SendAsync("PUT", path)));
        }

        Assert.Equal((404, "not_found"), Short(await host.SendAsync("GET", "/shop/nowhere", host.Key)));
        Assert.Equal((405, "no_method"), Short(await host.SendAsync("PUT", "/shop/plain", host.Key)));
        Assert.Equal(0, requirement.Asked);
        Assert.Equal((200, null), Short(await host.SendAsync("GET", "/shop/plain", host.Key)));
        Assert.Equal((200, null), Short(await host.SendAsync("GET", "/shop/open")));
        Assert.Equal(1, requirement.Asked);

        var outside = await host.SendAsync("GET", "/outside");
        Assert.Equal((401, "Token"), (outside.Status, outside.Headers["WWW-Authenticate"]));
        Assert.Equal(200, (await host.SendAsync("GET", "/outside", null, null, ("X-Person", "ada"))).Status);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Default_scheme_stays_the_applications(string order)
    {
        await using var host = await StartAsync(order, options =>
        {
            options.AddPolicy("writers", policy => policy.RequireAuthenticatedUser());
            options.AddPolicy("people", policy => policy.RequireAuthenticatedUser());
        });

        var schemes = host.Services.GetRequiredService<IAuthenticationSchemeProvider>();
        Assert.Equal(TokenScheme.Name, (await schemes.GetDefaultAuthenticateSchemeAsync())?.Name);
        Assert.Equal([TokenScheme.Name], (await schemes.GetAllSchemesAsync()).Select(scheme => scheme.Name));
        Assert.Equal("anonymous", (await host.SendAsync("GET", "/who", host.Key)).Body);
        Assert.Equal("Token:person", (await host.SendAsync("GET", "/who", null, null, ("X-Person", "ada"))).Body);
    }

    [Fact]
    public async Task User_of_an_admitted_request_carries_the_key_beside_the_applications_identity()
    {
        await using var host = await StartAsync("before", options =>
        {
            options.AddPolicy("writers", policy => policy.RequireAuthenticatedUser());
            options.AddPolicy("people", policy => policy.RequireAuthenticatedUser());
        });

        var alone = (await host.SendAsync("GET", "/shop/who", host.Key)).Body;
        Assert.Equal($"Lintel:{ClaimTypes.NameIdentifier},lintel:account,lintel:environment,scope=things:read,scope=things:write", alone);
        Assert.StartsWith(
            "Token:person;Lintel:",
            (await host.SendAsync("GET", "/shop/who", host.Key, null, ("X-Person", "ada"))).Body,
            StringComparison.Ordinal);
    }

    private static (int Status, string? Code) Short(GuestAnswer answer) => (answer.Status, answer.Code);

    private static Task<GuestHost> StartAsync(string order, Action<AuthorizationOptions> options) => GuestHost.StartAsync(
        app =>
        {
            if (order == "before")
            {
                app.UseAuthentication();
                app.UseAuthorization();
            }

            app.UseLintel();
            if (order == "after")
            {
                app.UseAuthentication();
                app.UseAuthorization();
            }

            app.MapGet("/shop/written", () => "written").RequireAuthorization("writers");
            app.MapGet("/shop/personal", () => "personal").RequireAuthorization("people");
            app.MapApi("shop").MapGet("/plain", () => "plain");
            app.MapGet("/shop/open", () => "open").AllowAnonymous();
            app.MapGet("/shop/who", Who).RequireAuthorization();
            app.MapGet("/who", Who).AllowAnonymous();
            app.MapGet("/outside", () => "outside");
            app.MapFallback("/{*path}", () => "fallback").RequireAuthorization();
        },
        services =>
        {
            services.AddAuthentication(TokenScheme.Name).AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, null);
            services.AddAuthorization(options);
        });

    private static string Who(ClaimsPrincipal user)
    {
        var identities = user.Identities.Where(identity => identity.IsAuthenticated).Select(
            identity => $"{identity.AuthenticationType}:{string.Join(',', identity.Claims.Select(Text))}");
        return string.Join(';', identities) is { Length: > 0 } text ? text : "anonymous";
    }

    private static string Text(Claim claim) => claim.Type == LintelClaims.Scope ? $"{claim.Type}={claim.Value}" : claim.Type;

    private sealed class CountedRequirement : AuthorizationHandler<CountedRequirement>, IAuthorizationRequirement
    {
        private int _asked;

        public int Asked => _asked;

        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, CountedRequirement requirement)
        {
            Interlocked.Increment(ref _asked);
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
