using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Guest;

/// <summary>The application's own handler of authorization results: its own outside the APIs, with its own lifetime; Lintel's inside.</summary>
public sealed class ResultHandlerTests
{
    /// <summary>The ways to register a handler, how many three requests make, and whether the container disposes of them.</summary>
    public static TheoryData<string, int, bool> Registrations => new()
    {
        { "singleton by type", 1, true },
        { "singleton by factory", 1, true },
        { "instance", 1, false },
        { "scoped by type", 3, true },
        { "scoped by factory", 3, true },
        { "transient by type", 3, true },
    };

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Handler_of_the_application_keeps_its_lifetime_outside_and_is_not_asked_inside(string registration, int made, bool disposes)
    {
        var trace = new Trace();
        await using (var host = await StartAsync(services => Register(services, registration, trace)))
        {
            for (var i = 0; i < 3; i++)
            {
                var outside = await host.SendAsync("GET", "/outside");
                Assert.Equal((418, "own"), (outside.Status, outside.Body));
            }

            Assert.Equal((made, 3), (trace.Made, trace.Handled));
            var inside = await host.SendAsync("GET", "/shop/written", host.Key);
            Assert.Equal((403, "forbidden"), (inside.Status, inside.Code));
            Assert.Equal(3, trace.Handled);
        }

        Assert.Equal(disposes ? trace.Made : 0, trace.Disposed);
    }

    [Fact]
    public async Task Handler_that_another_one_precedes_is_the_one_that_is_asked()
    {
        var (first, second) = (new Trace(), new Trace());
        await using var host = await StartAsync(services => services
            .AddSingleton<IAuthorizationMiddlewareResultHandler>(new TracingHandler(first))
            .AddSingleton<IAuthorizationMiddlewareResultHandler>(new TracingHandler(second)));

        await host.SendAsync("GET", "/outside");

        // The framework's own is the third.
        Assert.Equal((0, 1), (first.Handled, second.Handled));
        Assert.Equal(3, host.Services.GetServices<IAuthorizationMiddlewareResultHandler>().Count());
    }

    [Fact]
    public async Task Handler_that_is_registered_after_lintel_is_refused_at_start()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(
            _ => { },
            services => services.AddSingleton<IAuthorizationMiddlewareResultHandler>(new TracingHandler(new Trace()))));

        Assert.Contains(nameof(TracingHandler), fault.Message, StringComparison.Ordinal);
        Assert.Contains("before AddLintel", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorization_that_is_added_after_lintel_answers_by_the_contract_inside_and_the_framework_outside()
    {
        await using var host = await GuestHost.StartAsync(Map, late: AddAuthorization);

        Assert.Equal(401, (await host.SendAsync("GET", "/outside")).Status);
        Assert.Equal("forbidden", (await host.SendAsync("GET", "/shop/written", host.Key)).Code);
    }

    private static Task<GuestHost> StartAsync(Action<IServiceCollection> services, Action<IServiceCollection>? late = null) => GuestHost.StartAsync(
        Map,
        before =>
        {
            AddAuthorization(before);
            services(before);
        },
        late: late);

    private static void AddAuthorization(IServiceCollection services)
    {
        services.AddAuthentication(TokenScheme.Name).AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, null);
        services.AddAuthorizationBuilder().AddPolicy("people", policy => policy.RequireClaim("person"));
    }

    private static void Map(WebApplication app)
    {
        app.UseLintel();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/outside", () => "outside").RequireAuthorization("people");
        app.MapGet("/shop/written", () => "written").RequireAuthorization("people");
    }

    private static void Register(IServiceCollection services, string registration, Trace trace)
    {
        services.AddSingleton(trace);
        switch (registration)
        {
            case "singleton by type":
                services.AddSingleton<IAuthorizationMiddlewareResultHandler, TracingHandler>();
                break;
            case "singleton by factory":
                services.AddSingleton<IAuthorizationMiddlewareResultHandler>(_ => new TracingHandler(trace));
                break;
            case "instance":
                services.AddSingleton<IAuthorizationMiddlewareResultHandler>(new TracingHandler(trace));
                break;
            case "scoped by type":
                services.AddScoped<IAuthorizationMiddlewareResultHandler, TracingHandler>();
                break;
            case "scoped by factory":
                services.AddScoped<IAuthorizationMiddlewareResultHandler>(_ => new TracingHandler(trace));
                break;
            default:
                services.AddTransient<IAuthorizationMiddlewareResultHandler, TracingHandler>();
                break;
        }
    }

    private sealed class Trace
    {
        public int Made { get; set; }

        public int Handled { get; set; }

        public int Disposed { get; set; }
    }

    private sealed class TracingHandler : IAuthorizationMiddlewareResultHandler, IDisposable
    {
        private readonly Trace _trace;

        public TracingHandler(Trace trace)
        {
            _trace = trace;
            _trace.Made++;
        }

        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded)
            {
                return next(context);
            }

            _trace.Handled++;
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return context.Response.WriteAsync("own");
        }

        public void Dispose() => _trace.Disposed++;
    }
}
