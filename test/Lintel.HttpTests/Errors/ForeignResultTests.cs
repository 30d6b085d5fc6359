using System.Net.Http.Json;
using System.Text;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Errors;

/// <summary>Errors that an application makes by the framework's own means, each in the contract's words.</summary>
public sealed class ForeignResultTests : IAsyncLifetime
{
    private ErrorsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ErrorsHost.StartAsync(
        Map,
        services: services =>
        {
            services.AddProblemDetails();
            services.AddControllers().AddApplicationPart(typeof(ReviewsController).Assembly);
            services.AddResponseCompression(options => options.EnableForHttps = true);
            services.AddRateLimiter(
                limiter => limiter.AddFixedWindowLimiter("once", window => (window.PermitLimit, window.Window) = (1, TimeSpan.FromHours(1))));
        },
        after: app =>
        {
            app.UseResponseCompression();
            app.UseRateLimiter();
        });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("bad-request", 400, "malformed", "The request is not valid.")]
    [InlineData("bad-request-text", 400, "malformed", "The basket is empty.")]
    [InlineData("bad-request-plain", 400, "malformed", "The basket is plain.")]
    [InlineData("bad-request-message", 400, "malformed", "The basket is closed.")]
    [InlineData("not-found", 404, "not_found", "Nothing was found here.")]
    [InlineData("not-found-object", 404, "not_found", "No such basket.")]
    [InlineData("conflict", 409, "conflict", "Conflict.")]
    [InlineData("unprocessable", 422, "invalid", "The basket is too heavy.")]
    [InlineData("problem", 503, "unavailable", "Try again soon.")]
    [InlineData("problem-500", 500, "error", "Something failed.")]
    [InlineData("problem-service", 404, "not_found", "No such basket either.")]
    [InlineData("forbidden", 403, "forbidden", "Not allowed.")]
    [InlineData("defined", 410, "gone", "The basket was taken away.")]
    [InlineData("payment", 402, "invalid", "Payment is required.")]
    [InlineData("bad-gateway", 502, "error", "Something failed.")]
    [InlineData("large", 404, "not_found", "Nothing was found here.")]
    [InlineData("reviews/missing", 404, "not_found", "Nothing was found here.")]
    [InlineData("reviews/taken", 409, "conflict", "Conflict.")]
    [InlineData("reviews/refused", 400, "malformed", "Not this review.")]
    public async Task Result_of_the_application_is_the_contracts_error(string path, int status, string code, string message)
    {
        using var response = await _host.SendAsync("GET", $"/shop/{path}");

        var body = await ErrorsHost.AssertEnvelope(response, status, code);
        Assert.Equal(message, body.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("bad-request-text", "br")]
    [InlineData("bad-request-message", "gzip")]
    public async Task Compressed_error_is_read_and_answered_uncompressed(string path, string coding)
    {
        using var response = await _host.SendAsync("GET", $"/shop/{path}", null, ("Accept-Encoding", coding));

        var body = await ErrorsHost.AssertEnvelope(response, 400, "malformed");
        Assert.StartsWith("The basket is", body.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validation", "body name: The Name field is required.|body items[0].price: Too dear.|body name: Too short.")]
    [InlineData("model-state", "body name: Not this name.")]
    [InlineData("fluent", "body address.street: No such street.")]
    [InlineData("validation/7?page=0", "path id: Too high.|query page: Too low.")]
    public async Task Faults_of_fields_keep_their_fields(string path, string expected)
    {
        using var response = await _host.SendAsync("GET", $"/shop/{path}");

        await AssertFaults(response, expected);
    }

    [Fact]
    public async Task Model_state_of_a_controller_names_the_fields()
    {
        using var response = await _host.SendAsync("POST", "/shop/reviews", JsonContent.Create(new { stars = 9 }));

        await AssertFaults(response, "body stars: The field Stars must be between 1 and 5.|body text: The Text field is required.");
    }

    [Fact]
    public async Task Json_that_a_controller_cannot_read_names_the_field()
    {
        using var response = await _host.SendAsync(
            "POST",
            "/shop/reviews",
            new StringContent("""{"stars":"many","text":"a"}""", Encoding.UTF8, "application/json"));

        var body = await ErrorsHost.AssertEnvelope(response, 422, "invalid");
        Assert.Contains("stars", body.GetProperty("details").EnumerateArray().Select(fault => fault.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Status_405_of_a_handler_allows_the_other_methods_of_its_path()
    {
        using var response = await _host.SendAsync("GET", "/shop/switched");

        await ErrorsHost.AssertEnvelope(response, 405, "no_method");
        Assert.Equal("POST, OPTIONS", string.Join(", ", response.Content.Headers.Allow));
    }

    [Fact]
    public async Task Status_405_of_a_handler_keeps_what_it_says_it_allows()
    {
        using var response = await _host.SendAsync("GET", "/shop/allowing");

        await ErrorsHost.AssertEnvelope(response, 405, "no_method");
        Assert.Equal("PUT", string.Join(", ", response.Content.Headers.Allow));
    }

    [Fact]
    public async Task Status_401_of_a_handler_does_not_tell_a_good_key_to_send_another()
    {
        using var response = await _host.SendAsync("GET", "/shop/unauthorized");

        var body = await ErrorsHost.AssertEnvelope(response, 401, "forbidden");
        Assert.Equal("Not allowed.", body.GetProperty("message").GetString());
        Assert.NotEmpty(response.Headers.WwwAuthenticate);
    }

    [Theory]
    [InlineData("undeclared", "GET /shop/undeclared raised 'sold_out' without declaring it. Add .RaisesError(\"sold_out\") to the endpoint.")]
    [InlineData("undeclared-thrown", "GET /shop/undeclared-thrown raised 'sold_out' without declaring it. Add .RaisesError(\"sold_out\") to the endpoint.")]
    [InlineData(
        "unknown",
        "GET /shop/unknown raised 'lost', which has no definition in shop.yaml. Add an error of this code there, and .RaisesError(\"lost\") to the endpoint.")]
    public async Task Error_that_is_not_declared_says_in_the_log_what_to_add(string path, string problem)
    {
        using var response = await _host.SendAsync("GET", $"/shop/{path}");

        var body = await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.Equal("Something failed.", body.GetProperty("message").GetString());
        Assert.Equal($"{ErrorsHost.IdOf(response)} failed: {problem}", Assert.Single(_host.Logs.Of(LogLevel.Error)));
        Assert.Equal(problem, await _host.CauseOf(response));
    }

    [Fact]
    public async Task Wrong_media_type_of_a_controller_is_the_media_types_condition()
    {
        using var response = await _host.SendAsync("POST", "/shop/reviews", new StringContent("<a/>", Encoding.UTF8, "application/xml"));

        await ErrorsHost.AssertEnvelope(response, 415, "media_type");
    }

    [Fact]
    public async Task Rejection_of_the_frameworks_limiter_is_the_contracts_and_keeps_its_wait()
    {
        (await _host.SendAsync("GET", "/shop/limited")).Dispose();

        using var response = await _host.SendAsync("GET", "/shop/limited");

        var body = await ErrorsHost.AssertEnvelope(response, 429, "rate");
        var wait = int.Parse(response.Headers.GetValues("Retry-After").Single());
        Assert.InRange(wait, 3000, 3600);
        Assert.Equal($"Wait {wait} s.", body.GetProperty("message").GetString());
        Assert.Equal(wait, body.GetProperty("wait").GetInt32());
    }

    [Fact]
    public async Task Wait_that_a_handler_sets_is_kept()
    {
        using var response = await _host.SendAsync("GET", "/shop/wait");

        await ErrorsHost.AssertEnvelope(response, 429, "rate");
        Assert.Equal("17", response.Headers.GetValues("Retry-After").Single());
        Assert.Equal("kept", response.Headers.GetValues("X-Own").Single());
        Assert.False(response.Content.Headers.Contains("Last-Modified"));
    }

    [Fact]
    public async Task Status_that_the_contract_does_not_have_is_reported_once()
    {
        (await _host.SendAsync("GET", "/shop/payment")).Dispose();
        (await _host.SendAsync("GET", "/shop/payment")).Dispose();
        (await _host.SendAsync("GET", "/shop/defined")).Dispose();

        var line = Assert.Single(_host.Logs.Of(LogLevel.Warning));
        Assert.Contains("GET /shop/payment", line, StringComparison.Ordinal);
        Assert.Contains("402", line, StringComparison.Ordinal);
        Assert.Contains("http.402", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explanation_of_a_servers_error_is_in_the_log_alone()
    {
        using var response = await _host.SendAsync("GET", "/shop/problem-500");

        var body = await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.DoesNotContain("disk", body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("The disk is full.", await _host.CauseOf(response), StringComparison.Ordinal);
        Assert.Empty(_host.Logs.Of(LogLevel.Error));
    }

    [Theory]
    [InlineData("success", "{\"status\":404,\"title\":\"Not Found\",\"errors\":{\"a\":[\"b\"]}}")]
    [InlineData("success-large", null)]
    public async Task Body_of_a_success_is_never_touched(string path, string? expected)
    {
        using var response = await _host.SendAsync("GET", $"/shop/{path}");

        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(expected ?? new string('x', 100_000), body);
        Assert.Equal(Encoding.UTF8.GetByteCount(body), (await _host.FindAsync(response)).ResponseBytes);
    }

    [Fact]
    public async Task Head_of_an_error_has_no_body_and_logs_none()
    {
        using var response = await _host.SendAsync("HEAD", "/shop/not-found-object");

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(0, (await _host.FindAsync(response)).ResponseBytes);
    }

    private static async Task AssertFaults(HttpResponseMessage response, string expected)
    {
        var body = await ErrorsHost.AssertEnvelope(response, 422, "invalid");
        var faults = body.GetProperty("details").EnumerateArray()
            .Select(
                fault => $"{fault.GetProperty("location").GetString()} {fault.GetProperty("field").GetString()}: {fault.GetProperty("message").GetString()}");
        Assert.Equal(expected.Split('|').Order(StringComparer.Ordinal), faults.Order(StringComparer.Ordinal));
    }

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet("/bad-request", () => Results.BadRequest());
        shop.MapGet("/bad-request-text", () => Results.BadRequest("The basket is empty."));
        shop.MapGet("/bad-request-plain", () => Results.Text("The basket\r\nis plain.", statusCode: 400));
        shop.MapGet("/bad-request-message", () => Results.BadRequest(new { message = "The basket is closed." }));
        shop.MapGet("/not-found", () => TypedResults.NotFound());
        shop.MapGet("/not-found-object", () => Results.NotFound(new { Message = "No such basket." }));
        shop.MapGet("/conflict", () => TypedResults.Conflict("Somebody was first."));
        shop.MapGet("/unprocessable", () => TypedResults.UnprocessableEntity(new ProblemDetails { Detail = "The basket is too heavy." }));
        shop.MapGet("/problem", () => Results.Problem("The warehouse is closed.", statusCode: 503));
        shop.MapGet("/problem-500", () => Results.Problem("The disk is full."));
        shop.MapGet("/problem-service", async (HttpContext http, IProblemDetailsService problems) =>
        {
            http.Response.StatusCode = 404;
            await problems.WriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = { Status = 404, Detail = "No such basket either." } });
        });
        shop.MapGet("/forbidden", () => Results.StatusCode(403));
        shop.MapGet("/defined", () => Results.Problem("The basket was taken away.", statusCode: 410));
        shop.MapGet("/payment", () => Results.StatusCode(402));
        shop.MapGet("/bad-gateway", () => Results.Problem("upstream", statusCode: 502));
        shop.MapGet("/large", () => Results.Json(new { message = new string('m', 200_000) }, statusCode: 404));
        shop.MapGet("/validation", () => Results.ValidationProblem(new Dictionary<string, string[]>
        {
            ["Name"] = ["The Name field is required.", "Too short."],
            ["Items[0].Price"] = ["Too dear."],
        }));
        shop.MapGet(
            "/validation/{id}",
            (int id) => Results.ValidationProblem(new Dictionary<string, string[]> { ["Id"] = ["Too high."], ["page"] = ["Too low."] }));
        shop.MapGet("/model-state", () => Results.BadRequest(new Dictionary<string, string[]> { ["Name"] = ["Not this name."] }));
        shop.MapGet("/fluent", () => Results.BadRequest(new { errors = new[] { new { propertyName = "Address.Street", errorMessage = "No such street." } } }));
        shop.MapGet("/switched", () => Results.StatusCode(405));
        shop.MapPost("/switched", () => "on");
        shop.MapGet("/allowing", (HttpContext http) =>
        {
            http.Response.Headers.Allow = "PUT";
            return Results.StatusCode(405);
        });
        shop.MapGet("/unauthorized", () => Results.Unauthorized());
        shop.MapGet("/undeclared", () => new ErrorResult(Refusal.WithCode("sold_out", ("what", "Lamp"))));
        shop.MapGet("/undeclared-thrown", IResult () => throw new ApiException(Refusal.WithCode("sold_out", ("what", "Lamp"))));
        shop.MapGet("/unknown", () => new ErrorResult(Refusal.WithCode("lost")));
        shop.MapGet("/limited", () => "once").RequireRateLimiting("once");
        shop.MapGet("/wait", (HttpContext http) =>
        {
            http.Response.Headers.RetryAfter = "17";
            http.Response.Headers["X-Own"] = "kept";
            http.Response.Headers.LastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
            return Results.StatusCode(429);
        });
        shop.MapGet("/success", () => Results.Text("{\"status\":404,\"title\":\"Not Found\",\"errors\":{\"a\":[\"b\"]}}", "application/problem+json"));
        shop.MapGet("/success-large", () => Results.Text(new string('x', 100_000)));
        shop.MapControllers();
    }
}
