using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Rewrite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.HttpTests.Guest;

/// <summary>The order of other middleware, and the refusals of an order that cannot work.</summary>
public sealed class OrderTests
{
    [Fact]
    public async Task Routing_after_lintel_is_refused_at_start()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.UseRouting();
            app.MapGet("/shop/things", () => "things");
        }));

        Assert.Contains("Call UseRouting before UseLintel", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routing_before_lintel_works()
    {
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseRouting();
            app.UseLintel();
            app.MapGet("/shop/things", () => "things");
        });

        Assert.Equal(401, (await host.SendAsync("GET", "/shop/things")).Status);
        Assert.Equal("things", (await host.SendAsync("GET", "/shop/things", host.Key)).Body);
    }

    [Fact]
    public async Task Authentication_after_lintel_and_authorization_before_it_is_refused_at_start()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.UseAuthentication();
            },
            services =>
            {
                services.AddAuthentication(TokenScheme.Name).AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, null);
                services.AddAuthorization();
            }));

        Assert.Contains("both before UseLintel, or both after it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_without_lintel_in_the_pipeline_are_refused_at_start()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => GuestHost.StartAsync(app => app.MapGet("/shop/things", () => "things")));

        Assert.Contains("Call app.UseLintel()", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>No mark of the framework tells of it at start-up.</summary>
    [Fact]
    public async Task Middleware_before_lintel_that_answers_inside_an_api_is_told_by_its_first_answer()
    {
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseHealthChecks("/shop/hc");
                app.UseHealthChecks("/hc");
                app.Map("/shop/branch", branch => branch.Run(http => http.Response.WriteAsync("branch")));
                app.UseLintel();
                app.MapGet("/shop/things", () => "things");
                app.MapGet("/shop/open", () => "open").OutsideContract();
            },
            services => services.AddHealthChecks());
        foreach (var path in new[] { "/shop/hc", "/shop/hc", "/shop/branch", "/hc", "/shop/things", "/shop/open", "/shop/none" })
        {
            await host.SendAsync("GET", path, host.Key);
        }

        var told = host.Log.Lines.Where(line => line.Contains("without its guards", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["/shop/hc", "/shop/branch"], told.Select(line => line[line.IndexOf('/')..].Split(' ')[0]));
        Assert.All(told, line => Assert.Contains("Call app.UseLintel() before it", line, StringComparison.Ordinal));
    }

    /// <summary>A branch with routing of its own knows other endpoints than the application, and would leave those open.</summary>
    [Theory]
    [InlineData("map")]
    [InlineData("useWhen")]
    public async Task Call_in_a_branch_with_routing_of_its_own_is_refused_at_start(string how)
    {
        static void Branch(IApplicationBuilder branch)
        {
            branch.UseRouting();
            branch.UseLintel();
            branch.UseEndpoints(_ => { });
        }

        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => GuestHost.StartAsync(app =>
        {
            _ = how == "map"
                ? app.Map("/branch", Branch)
                : app.UseWhen(http => http.Request.Path.StartsWithSegments("/shop/g", StringComparison.OrdinalIgnoreCase), Branch);
            app.MapGet("/shop/things", () => "things");
        }));

        Assert.Contains("on the application itself", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The same with a <c>Startup</c> class, where the endpoints are the application's last middleware.</summary>
    [Fact]
    public async Task Call_in_a_branch_of_an_application_with_a_startup_class_is_refused_at_start()
    {
        using var host = new HostBuilder().ConfigureWebHost(web => web
            .UseKestrel()
            .UseUrls("http://127.0.0.1:0")
            .ConfigureServices(services => services.AddRouting().AddLintel(options => GuestHost.Configure(options)).AddInMemoryStores())
            .Configure(app =>
            {
                app.Map("/branch", branch =>
                {
                    branch.UseRouting();
                    branch.UseLintel();
                    branch.UseEndpoints(_ => { });
                });
                app.UseRouting();
                app.UseEndpoints(endpoints => endpoints.MapGet("/shop/things", () => "things"));
            })).Build();

        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("on the application itself", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_call_is_refused()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => GuestHost.StartAsync(app => app.UseLintel().UseLintel()));

        Assert.Contains("twice", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operation_mapped_outside_its_base_path_is_refused_at_start()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapGroup("/v2").MapApi("shop").MapGet("/things", () => "things");
        }));

        Assert.Contains("lies outside /shop", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_with_a_startup_class_puts_routing_first()
    {
        using var host = new HostBuilder().ConfigureWebHost(web => web
            .UseKestrel()
            .UseUrls("http://127.0.0.1:0")
            .ConfigureServices(services => services.AddRouting().AddLintel(options => GuestHost.Configure(options)).AddInMemoryStores())
            .Configure(app =>
            {
                app.UseLintel();
                app.UseRouting();
                app.UseEndpoints(endpoints => endpoints.MapGet("/shop/things", () => "things"));
            })).Build();

        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Call UseRouting before UseLintel", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_with_a_startup_class_is_guarded()
    {
        using var host = new HostBuilder().ConfigureWebHost(web => web
            .UseKestrel()
            .UseUrls("http://127.0.0.1:0")
            .ConfigureServices(services => services.AddRouting().AddLintel(options => GuestHost.Configure(options)).AddInMemoryStores())
            .Configure(app =>
            {
                app.UseRouting();
                app.UseLintel();
                app.UseEndpoints(endpoints => endpoints.MapGet("/shop/things", () => "things").RequireScope("things:read"));
            })).Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var features = host.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features;
        var addresses = features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!;
        using var client = new HttpClient { BaseAddress = new Uri(addresses.Addresses.Single()) };

        using var refused = await client.GetAsync(new Uri("/shop/things", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("unauthenticated", (await GuestAnswer.OfAsync(refused)).Code);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rate_limiter_works_before_lintel_as_its_own_and_after_it_as_the_contracts(bool before)
    {
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                if (before)
                {
                    app.UseRateLimiter();
                }

                app.UseLintel();
                if (!before)
                {
                    app.UseRateLimiter();
                }

                app.MapGet("/shop/things", () => "things").RequireRateLimiting("one");
            },
            services => services.AddRateLimiter(
                limiter => limiter.AddFixedWindowLimiter("one", one => (one.PermitLimit, one.Window) = (1, TimeSpan.FromHours(1)))));

        // A request that the guards refuse takes nothing from a limiter after them.
        var refused = await host.SendAsync("GET", "/shop/things");
        Assert.Equal((401, "unauthenticated"), (refused.Status, refused.Code));
        if (!before)
        {
            Assert.Equal(200, (await host.SendAsync("GET", "/shop/things", host.Key)).Status);
        }

        var limited = await host.SendAsync("GET", "/shop/things", host.Key);
        Assert.InRange(limited.Status, 429, 503);
        Assert.Equal(before, limited.Code is null);
    }

    [Fact]
    public async Task Output_cache_before_lintel_fails_closed_and_the_log_names_the_order()
    {
        var ran = 0;
        await using var host = await CachedAsync(before: true, () => ++ran);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal((500, "error"), await ShortAsync(host.SendAsync("GET", "/shop/things", host.Key)));
            Assert.Equal((500, "error"), await ShortAsync(host.SendAsync("GET", "/shop/things")));
        }

        Assert.Equal(0, ran);
        Assert.Contains(host.Log.Lines, line => line.Contains("Call UseOutputCache and UseResponseCaching after UseLintel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Output_cache_after_lintel_is_looked_up_behind_the_guards_and_varies_by_caller()
    {
        var ran = 0;
        await using var host = await CachedAsync(before: false, () => ++ran);

        Assert.Equal((401, "unauthenticated"), await ShortAsync(host.SendAsync("GET", "/shop/things")));
        var first = await host.SendAsync("GET", "/shop/things", host.Key);
        var second = await host.SendAsync("GET", "/shop/things", host.Key);
        var other = await host.SendAsync("GET", "/shop/things", host.KeyWithoutScope);

        Assert.Equal(("1", "1", "2"), (first.Body, second.Body, other.Body));
        Assert.True(second.Headers.ContainsKey("Age"));
        Assert.NotEqual(first.Headers["X-Request-Id"], second.Headers["X-Request-Id"]);
        Assert.Equal((401, "unauthenticated"), await ShortAsync(host.SendAsync("GET", "/shop/things")));
    }

    /// <summary>However the application asks for its own policy, it cannot store an error for the next caller.</summary>
    [Theory]
    [InlineData("policy")]
    [InlineData("name")]
    [InlineData("attribute")]
    [InlineData("attribute over policy")]
    public async Task Output_cache_after_lintel_stores_no_error_whatever_the_applications_policy_says(string way)
    {
        var ran = 0;
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.UseOutputCache();
                Cache(app.MapGet("/shop/failing", () => Results.Text($"own {++ran}", statusCode: 404)), way);
                Cache(app.MapGet("/shop/things", () => $"things {++ran}"), way);
            },
            services => services.AddOutputCache(
                options => options.AddPolicy("always", policy => policy.AddPolicy<AlwaysCached>(), excludeDefaultPolicy: true)));

        Assert.Equal((404, "not_found"), await ShortAsync(host.SendAsync("GET", "/shop/failing", host.Key)));
        Assert.Equal((404, "not_found"), await ShortAsync(host.SendAsync("GET", "/shop/failing", host.Key)));
        Assert.Equal(2, ran);

        // The rest of the attribute holds: it varies by a header field.
        Assert.Equal("things 3", (await host.SendAsync("GET", "/shop/things", host.Key)).Body);
        Assert.Equal("things 3", (await host.SendAsync("GET", "/shop/things", host.Key)).Body);
        Assert.Equal(way == "attribute" ? "things 4" : "things 3", (await host.SendAsync("GET", "/shop/things", host.Key, null, ("X-Shelf", "7"))).Body);
        Assert.NotEqual("things 3", (await host.SendAsync("GET", "/shop/things", host.KeyWithoutScope)).Body);
    }

    [Fact]
    public async Task Path_base_before_lintel_finds_the_api_and_after_it_fails_closed()
    {
        await using var before = await GuestHost.StartAsync(app =>
        {
            app.UsePathBase("/app");
            app.UseLintel();
            app.MapGet("/shop/things", () => "things");
        });
        Assert.Equal((401, "unauthenticated"), await ShortAsync(before.SendAsync("GET", "/app/shop/things")));
        Assert.Equal("things", (await before.SendAsync("GET", "/app/shop/things", before.Key)).Body);
        Assert.Equal((404, "not_found"), await ShortAsync(before.SendAsync("GET", "/app/shop/nowhere", before.Key)));

        await using var after = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.UsePathBase("/app");
            app.MapGet("/shop/things", () => "things");
        });
        Assert.Equal((500, "error"), await ShortAsync(after.SendAsync("GET", "/app/shop/things", after.Key)));
        Assert.Contains(after.Log.Lines, line => line.Contains("must come before UseLintel", StringComparison.Ordinal));
        Assert.Equal("things", (await after.SendAsync("GET", "/shop/things", after.Key)).Body);
    }

    [Fact]
    public async Task Path_that_is_rewritten_after_lintel_never_reaches_an_operation()
    {
        var ran = 0;
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.UseRewriter(
                new RewriteOptions().AddRewrite("^outside$", "shop/things", skipRemainingRules: true).AddRewrite(
                    "^shop/open$",
                    "shop/things",
                    skipRemainingRules: true));
            app.MapGet("/shop/things", () => ++ran).RequireScope("things:read");
            app.MapGet("/shop/open", () => "open").AllowAnonymous();
        });

        Assert.Equal((500, "error"), await ShortAsync(host.SendAsync("GET", "/outside")));
        Assert.Equal((500, "error"), await ShortAsync(host.SendAsync("GET", "/shop/open")));
        Assert.Equal(0, ran);
    }

    [Fact]
    public async Task Exceptions_outside_are_the_applications_and_inside_the_contracts()
    {
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseExceptionHandler(
                failed => failed.Run(http => http.Response.WriteAsync($"own page of {http.Features.Get<IExceptionHandlerPathFeature>()!.Path}")));
            app.UseStatusCodePages("text/plain", "own status {0}");
            app.UseLintel();
            app.MapGet("/broken", string () => throw new InvalidOperationException("outside"));
            app.MapGet("/shop/broken", string () => throw new InvalidOperationException("inside"));
        });

        Assert.Equal((500, "own page of /broken"), ((await host.SendAsync("GET", "/broken")) is var outside ? (outside.Status, outside.Body) : default));
        Assert.Equal((404, "own status 404"), ((await host.SendAsync("GET", "/nowhere")) is var missing ? (missing.Status, missing.Body) : default));
        Assert.Equal((500, "error"), await ShortAsync(host.SendAsync("GET", "/shop/broken", host.Key)));
        Assert.Equal((404, "not_found"), await ShortAsync(host.SendAsync("GET", "/shop/nowhere", host.Key)));
    }

    private static async Task<(int Status, string? Code)> ShortAsync(Task<GuestAnswer> pending)
    {
        var answer = await pending;
        return (answer.Status, answer.Code);
    }

    private static void Cache(RouteHandlerBuilder endpoint, string way)
    {
        switch (way)
        {
            case "policy":
                endpoint.CacheOutput(policy => policy.AddPolicy<AlwaysCached>(), excludeDefaultPolicy: true);
                break;
            case "name":
                endpoint.CacheOutput("always");
                break;
            case "attribute":
                endpoint.WithMetadata(new OutputCacheAttribute { PolicyName = "always", VaryByHeaderNames = ["X-Shelf"], Duration = 600, Tags = ["shop"] });
                break;
            default:
                endpoint.CacheOutput(policy => policy.Expire(TimeSpan.FromMinutes(1))).WithMetadata(new OutputCacheAttribute { PolicyName = "always" });
                break;
        }
    }

    private static Task<GuestHost> CachedAsync(bool before, Func<int> handler) => GuestHost.StartAsync(
        app =>
        {
            if (before)
            {
                app.UseOutputCache();
            }

            app.UseLintel();
            if (!before)
            {
                app.UseOutputCache();
            }

            app.MapGet("/shop/things", handler).CacheOutput(policy => policy.AddPolicy<AlwaysCached>(), excludeDefaultPolicy: true);
        },
        services => services.AddOutputCache());

    /// <summary>Caches also what comes with a credential, which the framework's own policy never does.</summary>
    internal sealed class AlwaysCached : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage, context.AllowLocking) = (true, true, true, true);
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.AllowCacheStorage = true;
            return ValueTask.CompletedTask;
        }
    }
}
