using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Guest;

/// <summary>Preflights, and the application's own answers to OPTIONS. A middleware after <c>UseLintel</c> counts the requests that reach it.</summary>
public sealed class CorsTests
{
    private const string Page = "https://page.example";

    private static readonly (string, string)[] Asked =
    [
        ("Origin", Page),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "authorization")
    ];

    private int _reached;

    /// <summary>The places of a policy: the endpoint, or the middleware in each of its forms.</summary>
    public static TheoryData<string> Places => ["endpoint", "policy of the endpoint", "controller", "default", "name", "inline"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Preflight_runs_nothing_where_no_middleware_for_cors_comes_after_lintel(bool hasDefault)
    {
        // Controllers register the services of CORS whether the application uses it or not.
        await using var host = await StartAsync(
            app => { },
            services =>
            {
                services.AddControllers();
                if (hasDefault)
                {
                    services.AddCors(cors => cors.AddDefaultPolicy(Allow));
                }
            });

        foreach (var path in new[] { "/shop/things", "/shop/nowhere", "/shop" })
        {
            var answer = await host.SendAsync("OPTIONS", path, null, null, Asked);

            Assert.Equal((204, "GET, HEAD, POST, OPTIONS"), (answer.Status, answer.Headers["Allow"]));
            Assert.True(answer.Headers.ContainsKey("X-Request-Id"));
            Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Origin"));
        }

        Assert.Equal(0, _reached);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Preflight_is_answered_in_place_by_the_policy_that_would_apply_after_lintel(string place)
    {
        await using var host = await StartAsync(
            app =>
            {
                Use(app, place);
                app.MapGet("/shop/named", () => "named").RequireCors("page");
                app.MapGet("/shop/inline", () => "inline").RequireCors(Allow);
                app.MapGet("/shop/excluded", () => "excluded").WithMetadata(new DisableCorsAttribute());
                app.MapControllers();
            },
            services => Add(services, place));
        var path = place switch { "endpoint" => "/shop/named", "policy of the endpoint" => "/shop/inline", "controller" => "/shop/cors", _ => "/shop/things" };

        var allowed = await host.SendAsync("OPTIONS", path, null, null, Asked);
        Assert.Equal(
            (204, Page, "authorization"),
            (allowed.Status, allowed.Headers["Access-Control-Allow-Origin"], allowed.Headers["Access-Control-Allow-Headers"]));
        Assert.True(allowed.Headers.ContainsKey("X-Request-Id"));

        var stranger = await host.SendAsync("OPTIONS", path, null, null, [("Origin", "https://other.example"), .. Asked[1..]]);
        Assert.Equal((204, false), (stranger.Status, stranger.Headers.ContainsKey("Access-Control-Allow-Origin")));

        var excluded = await host.SendAsync("OPTIONS", "/shop/excluded", null, null, Asked);
        Assert.Equal((204, false), (excluded.Status, excluded.Headers.ContainsKey("Access-Control-Allow-Origin")));
        Assert.Equal(0, _reached);

        Assert.Equal(Page, (await host.SendAsync("GET", path, host.Key, null, ("Origin", Page))).Headers["Access-Control-Allow-Origin"]);
        Assert.Equal(1, _reached);
    }

    [Fact]
    public async Task Middleware_for_cors_is_found_behind_middleware_of_every_kind()
    {
        await using var host = await StartAsync(
            app =>
            {
                app.UseStaticFiles();
                app.UseWhen(http => http.Request.Path.StartsWithSegments("/shop", StringComparison.Ordinal), branch => branch.Use((http, next) => next(http)));
                app.Use(next => http => next(http));
                app.Use((http, next) => next());
                app.UseMiddleware<Conventional>();
                app.UseMiddleware<Injected>();
                app.UseMiddleware<Made>();
                app.UseStatusCodePages();
                app.Map("/elsewhere", branch => branch.UseCors("elsewhere"));
                app.UseCors();
            },
            services =>
            {
                services.AddSingleton<Made>();
                services.AddCors(cors =>
                {
                    cors.AddDefaultPolicy(Allow);
                    cors.AddPolicy("elsewhere", policy => policy.WithOrigins("https://elsewhere.example"));
                });
            });

        Assert.Equal(Page, (await host.SendAsync("OPTIONS", "/shop/things", null, null, Asked)).Headers["Access-Control-Allow-Origin"]);
        Assert.Equal(0, _reached);
        Assert.Equal(200, (await host.SendAsync("GET", "/shop/things", host.Key)).Status);
    }

    [Fact]
    public async Task Middleware_for_cors_in_a_branch_of_another_path_does_not_answer_for_an_api()
    {
        await using var host = await StartAsync(
            app => app.Map("/elsewhere", branch => branch.UseCors()),
            services => services.AddCors(cors => cors.AddDefaultPolicy(Allow)));

        var answer = await host.SendAsync("OPTIONS", "/shop/things", null, null, Asked);

        Assert.Equal((204, false), (answer.Status, answer.Headers.ContainsKey("Access-Control-Allow-Origin")));
    }

    /// <summary>The recommended order is CORS before Lintel: only then do refusals carry its header fields.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusals_carry_the_header_fields_where_cors_comes_before_lintel(bool before)
    {
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                if (before)
                {
                    app.UseCors();
                }

                app.UseLintel();
                if (!before)
                {
                    app.UseCors();
                }

                app.MapGet("/shop/things", () => "things").RequireCors("page");
                app.MapGet("/shop/others", () => "others");
                app.MapGet("/shop/missing", () => Results.NotFound()).RequireCors("page");
            },
            services => services.AddCors(cors => cors.AddPolicy("page", Allow)));

        var allowed = await host.SendAsync("OPTIONS", "/shop/things", null, null, Asked);
        Assert.Equal((204, Page), (allowed.Status, allowed.Headers["Access-Control-Allow-Origin"]));

        var without = await host.SendAsync("OPTIONS", "/shop/others", null, null, Asked);
        Assert.Equal((204, "GET, HEAD, OPTIONS"), (without.Status, without.Headers["Allow"]));
        Assert.False(without.Headers.ContainsKey("Access-Control-Allow-Origin"));

        var refused = await host.SendAsync("GET", "/shop/things", null, null, ("Origin", Page));
        Assert.Equal((401, "unauthenticated"), (refused.Status, refused.Code));
        Assert.Equal(before, refused.Headers.ContainsKey("Access-Control-Allow-Origin"));

        // What an admitted request is answered has the fields in either order, errors too.
        Assert.Equal(Page, (await host.SendAsync("GET", "/shop/things", host.Key, null, ("Origin", Page))).Headers["Access-Control-Allow-Origin"]);
        var missing = await host.SendAsync("GET", "/shop/missing", host.Key, null, ("Origin", Page));
        Assert.Equal((404, "not_found", Page), (missing.Status, missing.Code, missing.Headers["Access-Control-Allow-Origin"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Endpoint_that_the_application_mapped_for_options_is_guarded_and_runs(bool preflight)
    {
        var ran = 0;
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapMethods("/shop/own", ["OPTIONS"], () => $"own {++ran}").RequireScope("things:read");
            app.MapMethods("/shop/both", ["OPTIONS", "GET"], () => $"both {++ran}").RequireScope("things:read");
            app.MapGet("/shop/own", () => "things");
        });
        var headers = preflight ? Asked : [];

        foreach (var path in new[] { "/shop/own", "/shop/both" })
        {
            Assert.Equal((401, "unauthenticated"), Short(await host.SendAsync("OPTIONS", path, null, null, headers)));
            Assert.Equal((401, "bad_key"), Short(await host.SendAsync("OPTIONS", path, host.Key[..^6] + "AAAAAA", null, headers)));
            Assert.Equal((403, "no_scope"), Short(await host.SendAsync("OPTIONS", path, host.KeyWithoutScope, null, headers)));
        }

        Assert.Equal(0, ran);
        var own = await host.SendAsync("OPTIONS", "/shop/own", host.Key, null, headers);
        Assert.Equal((200, "own 1"), (own.Status, own.Body));
        Assert.Equal("both 2", (await host.SendAsync("OPTIONS", "/shop/both", host.Key, null, headers)).Body);
        Assert.Equal("things", (await host.SendAsync("GET", "/shop/own", host.Key)).Body);
    }

    [Fact]
    public async Task Preflight_of_a_policy_comes_before_an_endpoint_that_is_mapped_for_options()
    {
        var ran = 0;
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.UseCors();
                app.MapMethods("/shop/own", ["OPTIONS"], () => ++ran);
            },
            services => services.AddCors(cors => cors.AddDefaultPolicy(Allow)));

        Assert.Equal(Page, (await host.SendAsync("OPTIONS", "/shop/own", null, null, Asked)).Headers["Access-Control-Allow-Origin"]);
        Assert.Equal(401, (await host.SendAsync("OPTIONS", "/shop/own")).Status);
        Assert.Equal(0, ran);
        Assert.Equal("1", (await host.SendAsync("OPTIONS", "/shop/own", host.Key)).Body);
    }

    private static (int Status, string? Code) Short(GuestAnswer answer) => (answer.Status, answer.Code);

    private static void Allow(CorsPolicyBuilder policy) => policy.WithOrigins(Page).WithHeaders("authorization");

    private static void Use(WebApplication app, string place)
    {
        switch (place)
        {
            case "name":
                app.UseCors("page");
                break;
            case "inline":
                app.UseCors(Allow);
                break;
            default:
                app.UseCors();
                break;
        }
    }

    private static void Add(IServiceCollection services, string place)
    {
        services.AddControllers().AddApplicationPart(typeof(CorsTests).Assembly);
        services.AddSingleton<Runs>();
        services.AddCors(cors =>
        {
            cors.AddPolicy("page", Allow);
            if (place == "default")
            {
                cors.AddDefaultPolicy(Allow);
            }
            else if (place is "name" or "inline")
            {
                // A default that is not asked for.
                cors.AddDefaultPolicy(policy => policy.WithOrigins("https://other.example"));
            }
        });
    }

    private Task<GuestHost> StartAsync(Action<WebApplication> pipeline, Action<IServiceCollection> services) => GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.Use(CountAsync);
            pipeline(app);
            app.MapGet("/shop/things", () => "things");
            app.MapPost("/shop/things", () => "more");
        },
        services);

    private Task CountAsync(HttpContext http, RequestDelegate next)
    {
        Interlocked.Increment(ref _reached);
        return next(http);
    }

    private sealed class Conventional(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext http) => next(http);
    }

    private sealed class Injected(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext http, TimeProvider time) => time is null ? Task.CompletedTask : next(http);
    }

    private sealed class Made : IMiddleware
    {
        public Task InvokeAsync(HttpContext context, RequestDelegate next) => next(context);
    }
}
