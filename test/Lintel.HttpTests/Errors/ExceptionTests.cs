using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Errors;

/// <summary>Exceptions of handlers, and those whom the application asks to handle them.</summary>
public sealed class ExceptionTests
{
    [Theory]
    [InlineData("http-client-time-out", 504, "slow")]
    [InlineData("polly-time-out", 504, "slow")]
    [InlineData("time-out", 504, "slow")]
    [InlineData("http", 503, "unavailable")]
    [InlineData("broken-circuit", 503, "unavailable")]
    [InlineData("aggregate", 503, "unavailable")]
    [InlineData("canceled", 500, "error")]
    [InlineData("other", 500, "error")]
    public async Task Exception_without_a_mapping_has_a_sensible_condition(string kind, int status, string code)
    {
        await using var host = await ErrorsHost.StartAsync(shop => Throwing(shop));

        using var response = await host.SendAsync("GET", $"/shop/throw/{kind}");

        await ErrorsHost.AssertEnvelope(response, status, code);
        Assert.Contains("secret", await host.CauseOf(response), StringComparison.Ordinal);
        Assert.Equal(status == 500, host.Logs.Of(LogLevel.Error).Count == 1);
    }

    [Theory]
    [InlineData("file-not-found", 404, "not_found")]
    [InlineData("io", 409, "conflict")]
    [InlineData("sold-out", 409, "sold_out")]
    public async Task Mapped_exception_is_its_condition_the_most_specific_first(string kind, int status, string code)
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => Throwing(shop),
            options => options
                .MapException<IOException>(Condition.StateConflict)
                .MapException<FileNotFoundException>(Condition.NotFound)
                .MapException<KeyNotFoundException>(_ => Refusal.WithCode("sold_out", ("what", "Tea"))));

        using var response = await host.SendAsync("GET", $"/shop/throw/{kind}");

        await ErrorsHost.AssertEnvelope(response, status, code);
        Assert.Contains("secret", await host.CauseOf(response), StringComparison.Ordinal);
        Assert.Empty(host.Logs.Of(LogLevel.Error));
    }

    [Fact]
    public async Task Mapping_that_fails_is_a_server_error_that_says_so()
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => Throwing(shop),
            options => options.MapException<IOException>(_ => throw new NotSupportedException("no mapping today")));

        using var response = await host.SendAsync("GET", "/shop/throw/io");

        await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.Contains("no mapping today The mapping of EndOfStreamException has failed with it.", await host.CauseOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exception_whose_message_fails_is_answered_all_the_same()
    {
        await using var host = await ErrorsHost.StartAsync(shop => shop.MapGet("/throw", string () => throw new Unreadable()));

        using var response = await host.SendAsync("GET", "/shop/throw");

        await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.Contains("Unreadable: The message cannot be read (NotSupportedException).", await host.CauseOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mapping_to_a_condition_that_a_contract_lacks_is_refused()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => DoorHost.StartAsync(
            _ => { },
            options => options.MapException<IOException>(Condition.StateConflict),
            contract: contract => contract.Replace("when: state.conflict, ", string.Empty, StringComparison.Ordinal)));

        Assert.Contains("MapException<IOException>", fault.Message, StringComparison.Ordinal);
        Assert.Contains("when: state.conflict", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Last_mapping_of_a_type_is_the_one_that_is_checked(bool toCondition)
    {
        static Refusal SoldOut(Exception exception) => Refusal.WithCode("sold_out", ("what", "Tea"));
        var starting = DoorHost.StartAsync(
            _ => { },
            options => _ = toCondition
                ? options.MapException<IOException>(SoldOut).MapException<IOException>(Condition.StateConflict)
                : options.MapException<IOException>(Condition.StateConflict).MapException<IOException>(SoldOut),
            contract: contract => contract.Replace("when: state.conflict, ", string.Empty, StringComparison.Ordinal));

        if (toCondition)
        {
            await Assert.ThrowsAsync<OptionsValidationException>(() => starting);
        }
        else
        {
            await (await starting).DisposeAsync();
        }
    }

    [Fact]
    public async Task Mapping_to_a_refusal_that_no_operation_declares_is_an_error_of_the_server()
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/undeclared", string () => throw new IOException("secret")),
            options => options.MapException<IOException>(_ => Refusal.WithCode("sold_out", ("what", "Tea"))));

        using var response = await host.SendAsync("GET", "/shop/undeclared");

        await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.Contains("raised 'sold_out' without declaring it", await host.CauseOf(response), StringComparison.Ordinal);
        Assert.Collection(
            host.Logs.Of(LogLevel.Error),
            line => Assert.EndsWith("failed: GET /shop/undeclared", line, StringComparison.Ordinal),
            line => Assert.Contains("without declaring it", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("io", 409, "conflict", "Conflict.")]
    [InlineData("argument", 422, "invalid", "The argument is odd.")]
    [InlineData("other", 500, "error", "Something failed.")]
    public async Task Exception_handlers_of_the_application_map_and_log(string kind, int status, string code, string message)
    {
        var seen = new List<string>();
        await using var host = await ErrorsHost.StartAsync(
            shop => Throwing(shop),
            services: services => services.AddSingleton<IExceptionHandler>(new Handler(seen)));

        using var response = await host.SendAsync("GET", $"/shop/throw/{kind}");

        var body = await ErrorsHost.AssertEnvelope(response, status, code);
        Assert.Equal(message, body.GetProperty("message").GetString());
        Assert.Single(seen);
        Assert.Equal("/shop/throw/" + kind, seen[0]);
        Assert.Contains("secret", await host.CauseOf(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exception_handler_middleware_answers_in_the_contracts_words_and_asks_once(bool isAfter)
    {
        var seen = new List<string>();
        void Use(WebApplication app) => app.UseExceptionHandler();
        await using var host = await ErrorsHost.StartAsync(
            shop => Throwing(shop),
            services: services => services.AddSingleton<IExceptionHandler>(new Handler(seen)).AddProblemDetails(),
            before: isAfter ? null : Use,
            after: isAfter ? Use : null);

        using var response = await host.SendAsync("GET", "/shop/throw/other");

        await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.Single(seen);
        Assert.Contains("secret", await host.CauseOf(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", 503, "unavailable")]
    [InlineData("io", 409, "conflict")]
    [InlineData("raised", 409, "sold_out")]
    public async Task Exception_handler_middleware_further_in_leaves_conditions_to_the_contract(string kind, int status, string code)
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => Throwing(shop),
            options => options.MapException<IOException>(Condition.StateConflict),
            services: services => services.AddProblemDetails(),
            after: app => app.UseExceptionHandler());

        using var response = await host.SendAsync("GET", $"/shop/throw/{kind}");

        await ErrorsHost.AssertEnvelope(response, status, code);
    }

    [Fact]
    public async Task Request_time_out_is_the_contracts_with_an_exception_handler_further_in()
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/slow", (CancellationToken cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation)),
            services: services => services.AddProblemDetails().AddRequestTimeouts(
                options => options.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromMilliseconds(50) }),
            before: app => app.UseRequestTimeouts(),
            after: app => app.UseExceptionHandler());

        using var response = await host.SendAsync("GET", "/shop/slow");

        await ErrorsHost.AssertEnvelope(response, 504, "slow");
    }

    [Fact]
    public async Task Exception_handler_that_fails_leaves_the_first_error()
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => Throwing(shop),
            services: services => services.AddSingleton<IExceptionHandler>(new FailingHandler()));

        using var response = await host.SendAsync("GET", "/shop/throw/http");

        await ErrorsHost.AssertEnvelope(response, 503, "unavailable");
        Assert.Contains("HttpRequestException", await host.CauseOf(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_time_out_is_the_contracts_while_the_client_is_there(bool isAfter)
    {
        void Use(WebApplication app) => app.UseRequestTimeouts();
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/slow", async (CancellationToken cancellation) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                return "never";
            }),
            services: services => services.AddRequestTimeouts(
                options => options.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromMilliseconds(50) }),
            before: isAfter ? null : Use,
            after: isAfter ? Use : null);

        using var response = await host.SendAsync("GET", "/shop/slow");

        await ErrorsHost.AssertEnvelope(response, 504, "slow");
        Assert.Equal(504, (await host.FindAsync(response)).Status);
    }

    [Fact]
    public async Task Client_who_leaves_is_logged_as_gone()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/slow", async (HttpContext http, CancellationToken cancellation) =>
            {
                http.Response.OnCompleted(() =>
                {
                    left.SetResult();
                    return Task.CompletedTask;
                });
                entered.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            }));
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/shop/slow");
        request.Headers.Authorization = new("Bearer", host.Key);
        var sending = host.Client.SendAsync(request, leaving.Token);
        await entered.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await left.Task;

        var entry = await host.OnlyAsync();

        Assert.Equal((499, null, 0L), (entry.Status, entry.Code, entry.ResponseBytes));
        Assert.Empty(host.Logs.Of(LogLevel.Error));
    }

    [Theory]
    [InlineData("/shop/throw/other")]
    [InlineData("/shop/nowhere")]
    [InlineData("/shop/missing")]
    public async Task Header_fields_of_outer_middleware_survive_an_error_and_those_of_the_failed_handler_do_not(string path)
    {
        await using var host = await ErrorsHost.StartAsync(
            shop =>
            {
                Throwing(shop);
                shop.MapGet("/missing", () => Results.NotFound());
            },
            before: app => app.Use(async (http, next) =>
            {
                http.Response.Headers.StrictTransportSecurity = "max-age=1";
                http.Response.Headers.XFrameOptions = "DENY";
                http.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
                http.Response.Headers.Vary = "Origin";
                await next(http);
            }));

        using var response = await host.SendAsync("GET", path);

        Assert.True((int)response.StatusCode >= 400);
        Assert.Equal("max-age=1", response.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("Origin", response.Headers.Vary.Single());
        Assert.False(response.Headers.Contains("X-Failed"));
    }

    private static void Throwing(RouteGroupBuilder shop) => shop.MapGet("/throw/{kind}", (HttpContext http, string kind) =>
    {
        http.Response.Headers["X-Failed"] = "yes";
        http.Response.Headers.Vary = "X-Failed";
        throw Make(kind);
    }).RaisesError("sold_out");

    private static Exception Make(string kind) => kind switch
    {
        "http-client-time-out" => new TaskCanceledException("secret", new TimeoutException("secret")),
        "polly-time-out" => new Polly.Timeout.TimeoutRejectedException("secret"),
        "time-out" => new TimeoutException("secret"),
        "http" => new HttpRequestException("secret"),
        "broken-circuit" => new Polly.CircuitBreaker.IsolatedCircuitException("secret"),
        "aggregate" => new AggregateException(new HttpRequestException("secret")),
        "canceled" => new OperationCanceledException("secret"),
        "file-not-found" => new FileNotFoundException("secret"),
        "io" => new EndOfStreamException("secret"),
        "sold-out" => new KeyNotFoundException("secret"),
        "raised" => new ApiException(Refusal.WithCode("sold_out", ("what", "Tea"))),
        "argument" => new ArgumentException("secret"),
        _ => new InvalidOperationException("secret"),
    };

    private sealed class Unreadable : Exception
    {
        public override string Message => throw new NotSupportedException("no message today");
    }

    private sealed class Handler(List<string> seen) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            Assert.Same(exception, httpContext.Features.Get<IExceptionHandlerFeature>()!.Error);
            seen.Add(httpContext.Features.Get<IExceptionHandlerPathFeature>()!.Path);
            switch (exception)
            {
                case IOException:
                    httpContext.Response.StatusCode = 409;
                    return true;
                case ArgumentException:
                    httpContext.Response.StatusCode = 422;
                    await httpContext.Response.WriteAsJsonAsync(new { detail = "The argument is odd." }, cancellationToken);
                    return true;
                default:
                    return false;
            }
        }
    }

    private sealed class FailingHandler : IExceptionHandler
    {
        public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken) =>
            throw new NotSupportedException("This handler is broken.");
    }
}
