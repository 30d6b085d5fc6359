using System.Net;
using Lintel.HttpTests.Kestrel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Guest;

public sealed class GuardTests : IAsyncLifetime
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW", "get"];

    private GuestHost _host = null!;

    private Runs Runs => _host.Services.GetRequiredService<Runs>();

    public async ValueTask InitializeAsync()
    {
        _host = await GuestHost.StartAsync(GuestEndpoints.Map, GuestEndpoints.AddServices);
        var late = _host.Services.GetRequiredService<LateEndpoints>();
        late.Add("/shop/late", endpoint => endpoint.RequireScope("things:read"));
        late.Add("/{tenant}/late-reach");
        late.Add("/shop/late-faulty", endpoint => endpoint.RequireScope("things:burn"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>Minimal endpoint, controller, hub negotiation, health check, a fallback inside the API, MapApi, and an endpoint that appeared later.</summary>
    [Theory]
    [InlineData("/shop/export", "GET", "POST", "DELETE", "BREW")]
    [InlineData("/shop/customers", "GET", "POST", "DELETE", "BREW")]
    [InlineData("/shop/hub/negotiate?negotiateVersion=1", "POST")]
    [InlineData("/shop/health", "GET")]
    [InlineData("/shop/own/anything/at/all", "GET", "POST")]
    [InlineData("/shop/things", "GET", "HEAD")]
    [InlineData("/shop/late", "GET", "POST")]
    [InlineData("/SHOP/Export", "GET")]
    public async Task Endpoint_in_the_base_path_runs_for_good_keys_alone(string path, params string[] works)
    {
        var scoped = path != "/shop/customers";
        foreach (var method in Methods)
        {
            Refuses(401, "unauthenticated", await _host.SendAsync(method, path), method);
            Refuses(401, "bad_key", await _host.SendAsync(method, path, _host.Key[..^6] + "AAAAAA"), method);
            if (scoped && works.Contains(method))
            {
                Refuses(403, "no_scope", await _host.SendAsync(method, path, _host.KeyWithoutScope), method);
            }
        }

        var local = path.Split('?')[0];
        Assert.Equal(0, Runs.Of(local));
        foreach (var method in works)
        {
            var answer = await _host.SendAsync(method, path, _host.Key);

            Assert.Equal(200, answer.Status);
            Assert.True(answer.Headers.ContainsKey("X-Request-Id"));
        }

        Assert.Equal(path.Contains("hub", StringComparison.Ordinal) ? 0 : works.Length, Runs.Of(local));
    }

    /// <summary>A fallback, a static file, a conventional route, a route with a parameter for the base path, and one that appeared later.</summary>
    [Theory]
    [InlineData("/shop/nowhere")]
    [InlineData("/shop")]
    [InlineData("/shop/")]
    [InlineData("/shop/logo.txt")]
    [InlineData("/shop/ping")]
    [InlineData("/shop/reach")]
    [InlineData("/shop/late-reach")]
    public async Task Route_that_reaches_into_the_base_path_never_answers_there(string path)
    {
        foreach (var method in Methods.Except(["OPTIONS"]))
        {
            Refuses(401, "unauthenticated", await _host.SendAsync(method, path), method);
            Refuses(401, "bad_key", await _host.SendAsync(method, path, _host.Key[..^6] + "AAAAAA"), method);
            Refuses(404, "not_found", await _host.SendAsync(method, path, _host.Key), method);
        }

        Assert.Equal(0, Runs.Of(path));
    }

    [Theory]
    [InlineData("//shop/logo.txt")]
    [InlineData("///shop//logo.txt")]
    [InlineData("/x/..//shop/logo.txt")]
    [InlineData("//SHOP/things")]
    [InlineData("/%2e//shop/logo.txt")]
    [InlineData("/shop//logo.txt")]
    public async Task Repeated_slashes_lead_around_nothing(string path)
    {
        await using var connection = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, _host.Client.BaseAddress!.Port));

        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/elsewhere")]
    [InlineData("/other/reach")]
    [InlineData("/other/late-reach")]
    [InlineData("/shopping")]
    public async Task Same_routes_answer_outside(string path)
    {
        var answer = await _host.SendAsync("GET", path);

        Assert.Equal((200, "ran"), (answer.Status, answer.Body));
        Assert.False(answer.Headers.ContainsKey("X-Request-Id"));
        Assert.Equal("logo", (await _host.SendAsync("GET", "/logo.txt")).Body);
    }

    [Fact]
    public async Task Operation_that_appears_later_and_does_not_fit_its_contract_never_runs()
    {
        Refuses(500, "error", await _host.SendAsync("GET", "/shop/late-faulty", _host.Key), "GET");

        Assert.Equal(0, Runs.Of("/shop/late-faulty"));
        Assert.Contains(_host.Log.Lines, line => line.Contains("requires the scope 'things:burn'", StringComparison.Ordinal));
    }

    [Fact]
    public void Health_checks_in_the_base_path_are_warned_of() =>
        Assert.Contains(
            _host.Log.Lines,
            line => line.StartsWith("Warning: The health checks at /shop/health", StringComparison.Ordinal)
                && line.Contains("OutsideContract", StringComparison.Ordinal));

    [Fact]
    public async Task Options_tells_the_methods_and_runs_nothing()
    {
        var answer = await _host.SendAsync("OPTIONS", "/shop/export");

        Assert.Equal(204, answer.Status);
        Assert.Equal("GET, HEAD, OPTIONS", answer.Headers["Allow"]);
        Assert.Equal(0, Runs.Of("/shop/export"));
    }

    [Fact]
    public async Task Endpoint_taken_out_of_the_contract_is_the_applications_own()
    {
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapGet("/shop/health", () => "well").OutsideContract();
            app.MapApi("shop").MapGet("/ready", () => "ready").OutsideContract();
            app.MapFallback(http => http.Response.WriteAsync("fallback")).OutsideContract();
        });

        foreach (var (path, body) in new[] { ("/shop/health", "well"), ("/shop/ready", "ready") })
        {
            var answer = await host.SendAsync("GET", path);
            Assert.Equal((200, body), (answer.Status, answer.Body));
            Assert.False(answer.Headers.ContainsKey("X-Request-Id"));
        }

        Refuses(401, "unauthenticated", await host.SendAsync("POST", "/shop/health"), "POST");
        Refuses(404, "not_found", await host.SendAsync("GET", "/shop/nowhere", host.Key), "GET");
        Assert.Single(
            host.Log.Lines,
            line => line.Contains("OutsideContract:", StringComparison.Ordinal)
                && line.Contains("/shop/health", StringComparison.Ordinal)
                && line.Contains("/shop/ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Methods_and_media_types_are_told_without_running_anything()
    {
        var ran = 0;
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapPost("/shop/notes", (Note note) => Interlocked.Increment(ref ran));
            app.MapGet("/shop/notes/{id:int}", (int id) => Interlocked.Increment(ref ran));
            app.MapPut("/shop/notes/{name:alpha}", (string name) => Interlocked.Increment(ref ran));
        });

        var noMethod = await host.SendAsync("DELETE", "/shop/notes", host.Key);
        Refuses(405, "no_method", noMethod, "DELETE");
        Assert.Equal("POST, OPTIONS", noMethod.Headers["Allow"]);
        Assert.Equal("GET, HEAD, OPTIONS", (await host.SendAsync("DELETE", "/shop/notes/7", host.Key)).Headers["Allow"]);
        Assert.Equal("PUT, OPTIONS", (await host.SendAsync("DELETE", "/shop/notes/seven", host.Key)).Headers["Allow"]);
        Refuses(404, "not_found", await host.SendAsync("DELETE", "/shop/notes/7up", host.Key), "DELETE");
        Refuses(501, "unknown_method", await host.SendAsync("BREW", "/shop/notes", host.Key), "BREW");
        Refuses(415, "media_type", await host.SendAsync("POST", "/shop/notes", host.Key, new StringContent("<note/>", null, "application/xml")), "POST");
        Refuses(401, "unauthenticated", await host.SendAsync("POST", "/shop/notes", null, new StringContent("<note/>", null, "application/xml")), "POST");
        Assert.Equal(0, ran);
        Assert.Equal(200, (await host.SendAsync("POST", "/shop/notes", host.Key, new StringContent("{\"text\":\"a\"}", null, "application/json"))).Status);
        Assert.Equal(1, ran);
    }

    [Fact]
    public async Task Constraints_of_the_application_are_not_run_to_tell_methods()
    {
        var runs = new Runs();
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapGet("/shop/notes/{id:counted}", (string id) => id);
                app.MapGet("/shop/slow/{text:regex(^(a+)+$)}", (string text) => text);
            },
            services => services.AddSingleton(runs).AddRouting(routing => routing.ConstraintMap["counted"] = typeof(CountedConstraint)));

        Refuses(401, "unauthenticated", await host.SendAsync("POST", "/shop/notes/7"), "POST");
        Refuses(404, "not_found", await host.SendAsync("POST", "/shop/notes/7", host.Key), "POST");
        Assert.Equal(0, runs.Of("/shop/notes/7"));
        Assert.Equal(200, (await host.SendAsync("GET", "/shop/notes/7", host.Key)).Status);
        Refuses(405, "no_method", await host.SendAsync("POST", "/shop/slow/aaa", host.Key), "POST");
    }

    [Fact]
    public async Task Endpoint_that_short_circuits_routing_is_refused_at_start()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapGet("/shop/quick", () => "quick").ShortCircuit();
        }));

        Assert.Contains("/shop/quick short-circuits routing", failure.Message, StringComparison.Ordinal);
        Assert.Contains("OutsideContract", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_that_allow_anonymous_callers_are_listed_at_start()
    {
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapGet("/shop/open", () => "open").AllowAnonymous();
            app.MapGet("/shop/closed", () => "closed");
        });

        var line = Assert.Single(host.Log.Lines, line => line.Contains("without a credential", StringComparison.Ordinal));
        Assert.Contains("/shop/open", line, StringComparison.Ordinal);
        Assert.DoesNotContain("/shop/closed", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charset_that_nobody_knows_is_a_wrong_media_type()
    {
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapPost("/shop/notes", (Note note) => note.Text);
        });
        using var content = new ByteArrayContent("{\"text\":\"a\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=bogus");

        Refuses(415, "media_type", await host.SendAsync("POST", "/shop/notes", host.Key, content), "POST");
    }

    [Fact]
    public async Task Refusal_before_a_body_that_is_too_large_to_be_read_says_that_the_connection_ends()
    {
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapPost("/shop/notes", (Note note) => note.Text).MaxBody(100);
        });

        foreach (var (length, closes) in new[] { (1_000, true), (10, false) })
        {
            var answer = await host.SendAsync("POST", "/shop/notes", null, new StringContent(new string('x', length), null, "application/json"));
            Refuses(401, "unauthenticated", answer, "POST");
            Assert.Equal(closes, answer.Headers.TryGetValue("Connection", out var connection) && connection == "close");
        }
    }

    private static void Refuses(int status, string code, GuestAnswer answer, string method)
    {
        if (method == "OPTIONS")
        {
            Assert.Equal(204, answer.Status);
            return;
        }

        // The method's own refusal comes after the credential's, and has another status.
        Assert.Equal((method, status), (method, answer.Status));
        if (method != "HEAD")
        {
            Assert.Equal(code, answer.Code);
        }
    }

}

/// <summary>A body of a minimal API.</summary>
internal sealed record Note(string Text);

/// <summary>A constraint of the application.</summary>
internal sealed class CountedConstraint(Runs runs) : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
    {
        runs.Note(httpContext!);
        return true;
    }
}
