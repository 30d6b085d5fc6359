using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.GuestTests;

/// <summary>Errors inside an API are the contract's, in whole, whatever middleware of the framework stands around the handler.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("cache", "one")]
    [InlineData("cache", "several")]
    [InlineData("compression", "one")]
    [InlineData("compression", "several")]
    [InlineData("compression", "token")]
    [InlineData("both", "several")]
    public async Task Text_that_was_written_before_a_failure_is_replaced_by_the_envelope(string around, string texts)
    {
        await using var shop = await StartAroundAsync(around, app => app.MapGet("/shop/failing", async (HttpContext http) =>
        {
            http.Response.ContentType = "text/plain";
            for (var i = 0; i < (texts == "several" ? 5 : 1); i++)
            {
                await http.Response.WriteAsync("half ", texts == "token" ? http.RequestAborted : default);
            }

            throw new InvalidOperationException("The second half is gone.");
        }).CacheOutput("always"));

        Assert.Equal((500, "failed"), Short(await shop.SendAsync(Zipped("/shop/failing"))));
    }

    [Theory]
    [InlineData("cache")]
    [InlineData("compression")]
    [InlineData("both")]
    public async Task Flush_of_the_application_is_honored_behind_other_bodies(string around)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var shop = await StartAroundAsync(around, app =>
        {
            app.MapGet("/shop/texts", async (HttpContext http) =>
            {
                await http.Response.WriteAsync("one");
                await http.Response.Body.FlushAsync();
                await gate.Task;
            }).CacheOutput("always");
            app.MapGet("/shop/started", async (HttpContext http) =>
            {
                await http.Response.StartAsync();
                await http.Response.WriteAsync("one");
                await gate.Task;
            }).CacheOutput("always");
            app.MapGet("/shop/stream", async (HttpContext http) =>
            {
                await http.Response.Body.WriteAsync("one"u8.ToArray(), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await gate.Task;
            }).CacheOutput("always");
            app.MapGet("/shop/writer", async (HttpContext http) =>
            {
                await http.Response.BodyWriter.WriteAsync("one"u8.ToArray());
                await http.Response.BodyWriter.FlushAsync();
                await gate.Task;
            }).CacheOutput("always");
        });
        foreach (var path in new[] { "/shop/texts", "/shop/started", "/shop/stream", "/shop/writer" })
        {
            using var request = Zipped(path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shop.Key);
            using var answer = await shop.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)answer.StatusCode);
        }

        gate.SetResult();
    }

    public static TheoryData<string, int> Reasons => new()
    {
        { "canceled by a timeout", 504 },
        { "canceled by a failed connection", 503 },
        { "timeout of two", 504 },
        { "failed connection of one", 503 },
        { "canceled", 500 },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Cancellation_has_the_status_of_its_reason(string reason, int status)
    {
        await using var shop = await Shop.StartAsync(app =>
        {
            app.UseLintel();
            app.MapGet("/shop/failing", string () => throw Failure(reason));
        });

        Assert.Equal(status, (await shop.SendAsync("GET", "/shop/failing")).Status);
    }

    [Theory]
    [InlineData("GET", "a timeout", 504)]
    [InlineData("POST", "a failure", 500)]
    [InlineData("POST", "a timeout", 504)]
    [InlineData("POST", "timeout of one", 504)]
    [InlineData("POST", "failed connection of one", 503)]
    public async Task Exception_that_a_page_further_in_was_to_handle_is_the_contracts(string method, string reason, int status)
    {
        foreach (var page in new[] { "/error", "/nowhere" })
        {
            await using var shop = await Shop.StartAsync(app =>
            {
                app.UseLintel();
                app.UseExceptionHandler(page);
                app.MapGet("/error", () => Results.Text("own page", statusCode: 500));
                app.MapMethods("/shop/failing", [method], string () => throw Failure(reason));
            });

            Assert.Equal(status, (await shop.SendAsync(method, "/shop/failing")).Status);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Body_that_is_not_in_its_coding_is_unreadable(string coding)
    {
        await using var shop = await Shop.StartAsync(
            app =>
            {
                app.UseLintel();
                app.UseRequestDecompression();
                app.MapPost("/shop/bound", (Line line) => line.Item);
                app.MapPost("/shop/read", async (HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync());
            },
            services => services.AddRequestDecompression());
        foreach (var path in new[] { "/shop/bound", "/shop/read" })
        {
            var content = new ByteArrayContent("no such coding at all"u8.ToArray());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            content.Headers.ContentEncoding.Add(coding);
            var (status, code, body) = await shop.SendAsync("POST", path, content: content);

            Assert.Equal((400, "bad_request"), (status, code));
            Assert.Contains("content coding", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Failed_decompression_of_something_else_is_the_applications_failure()
    {
        await using var shop = await Shop.StartAsync(app =>
        {
            app.UseLintel();
            app.MapPost("/shop/unpack", async () =>
            {
                await using var unpacked = new GZipStream(new MemoryStream("no gzip at all"u8.ToArray()), CompressionMode.Decompress);
                return unpacked.ReadByte();
            });
        });

        Assert.Equal((500, "failed"), Short(await shop.SendAsync("POST", "/shop/unpack", content: new StringContent("x"))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_for_bare_statuses_leave_messages_and_faults(bool withProblems)
    {
        await using var shop = await Shop.StartAsync(
            app =>
            {
                app.UseLintel();
                app.UseStatusCodePages();
                app.MapGet("/shop/search", (int page, string text) => text);
                app.MapGet("/shop/sold", async (HttpResponse response) =>
                {
                    response.StatusCode = 409;
                    await response.WriteAsync("The lamp is sold out.");
                    await response.WriteAsync(" More come soon.");
                });
                app.MapGet("/shop/missing/{status:int}", (int status) => Results.StatusCode(status));
            },
            services =>
            {
                if (withProblems)
                {
                    services.AddProblemDetails();
                }
            },
            contract => contract + "  sold: { status: 409, when: http.409, message: \"{problem}\", meaning: Sold., fix: Wait., retry: never }\n");

        var search = JsonDocument.Parse((await shop.SendAsync("GET", "/shop/search?page=x")).Body).RootElement;
        Assert.Equal(["page", "text"], search.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("field").GetString()));
        Assert.Equal("The lamp is sold out. More come soon.", MessageOf(await shop.SendAsync("GET", "/shop/sold")));
        Assert.Equal("Nothing was found here.", MessageOf(await shop.SendAsync("GET", "/shop/missing/404")));
        Assert.Equal("The request body is too large.", MessageOf(await shop.SendAsync("GET", "/shop/missing/413")));
        Assert.Equal("The request can be read, but cannot be processed.", MessageOf(await shop.SendAsync("GET", "/shop/missing/422")));
    }

    [Fact]
    public async Task Every_parameter_that_cannot_be_bound_is_told_at_once()
    {
        await using var shop = await Shop.StartAsync(app =>
        {
            app.UseLintel();
            app.MapApi("shop").MapGet(
                "/search/{id}",
                (int id, int page, string text, [FromHeader(Name = "X-Shelf")] int shelf, string? sort, IServiceProvider services) => text);
            app.MapGet("/shop/plain/{id}", (int id, int page, string text) => text);
        });

        Assert.Equal(["path id", "query page", "query text", "header X-Shelf"], FaultsOf(await shop.SendAsync("GET", "/shop/search/x?page=y")));
        Assert.Equal(["query page"], FaultsOf(await shop.SendAsync("GET", "/shop/search/7?page=y&text=", headers: ("X-Shelf", "1"))));
        Assert.Equal(["path id", "query page", "query text"], FaultsOf(await shop.SendAsync("GET", "/shop/plain/x?page=y")));
    }

    [Fact]
    public async Task Rule_of_a_whole_body_names_no_type()
    {
        await using var shop = await Shop.StartAsync(app =>
        {
            app.UseLintel();
            app.MapApi("shop").MapPost("/pairs", (Body<Pairs> body) => body.Value.Left).Body<Pairs>();
        });

        var (status, _, body) = await shop.SendAsync("POST", "/shop/pairs", content: Json("""{"left":1,"right":2}"""));
        Assert.Equal(400, status);
        Assert.DoesNotContain("Pairs", body, StringComparison.Ordinal);
        Assert.Contains("The field request is invalid.", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"size\":3}", "number")]
    [InlineData("{\"size\":1,\"color\":\"mauve\"}", "string")]
    [InlineData("{\"size\":1,\"isNew\":false}", "boolean")]
    public async Task Value_that_is_not_allowed_is_told_by_its_kind(string json, string kind)
    {
        await using var shop = await Shop.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapApi("shop").MapPost("/lamps", (Body<Lamp> body) => body.Value.Size).Body<Lamp>();
            },
            contract: contract => contract.Replace("{ form: list }", "{ form: list, texts: { oneOf: \"Not {received}.\" } }", StringComparison.Ordinal));

        Assert.Equal($"Not {kind}.", MessageOf(await shop.SendAsync("POST", "/shop/lamps", content: Json(json))));
    }

    [Theory]
    [InlineData("uri", "path")]
    [InlineData("headers", "header")]
    public async Task Fault_of_the_request_line_and_of_header_fields_is_located_there(string part, string location)
    {
        await using var shop = await Shop.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapGet("/shop/orders", () => "orders");
            },
            contract: contract => contract.Replace("envelope:", "sizes: { uri: 1 KiB, headers: 2 KiB }\nenvelope:", StringComparison.Ordinal));
        var large = new string('x', 3000);

        var faults = FaultsOf(
            part == "uri" ? await shop.SendAsync("GET", $"/shop/{large}") : await shop.SendAsync("GET", "/shop/orders", headers: ("X-Long", large)));

        Assert.Equal([$"{location} "], faults);
    }

    private static Exception Failure(string reason) => reason switch
    {
        "a failure" => new InvalidOperationException("Failed."),
        "a timeout" => new TimeoutException(),
        "canceled by a timeout" => new TaskCanceledException("Timed out.", new TimeoutException("Timed out.", new TaskCanceledException())),
        "canceled by a failed connection" => new TaskCanceledException("Failed.", new HttpRequestException("Failed.")),
        "timeout of two" => new OperationCanceledException("Timed out.", new TaskCanceledException("Timed out.", new TimeoutException())),
        "timeout of one" => new AggregateException(new AggregateException(new TimeoutException())),
        "failed connection of one" => new AggregateException(new TaskCanceledException("Failed.", new HttpRequestException("Failed."))),
        _ => new TaskCanceledException(),
    };

    private static Task<Shop> StartAroundAsync(string around, Action<WebApplication> map) => Shop.StartAsync(
        app =>
        {
            app.UseLintel();
            if (around != "cache")
            {
                app.UseResponseCompression();
            }

            if (around != "compression")
            {
                app.UseOutputCache();
            }

            map(app);
        },
        services => services
            .AddResponseCompression()
            .AddOutputCache(options => options.AddPolicy("always", policy => policy.AddPolicy<AlwaysCached>(), excludeDefaultPolicy: true)));

    private static HttpRequestMessage Zipped(string path) => new(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip" } } };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static (int Status, string? Code) Short((int Status, string? Code, string Body) answer) => (answer.Status, answer.Code);

    private static string? MessageOf((int Status, string? Code, string Body) answer) =>
        JsonDocument.Parse(answer.Body).RootElement.GetProperty("message").GetString();

    private static IEnumerable<string> FaultsOf((int Status, string? Code, string Body) answer) =>
        JsonDocument.Parse(answer.Body).RootElement.GetProperty("faults")
        .EnumerateArray().Select(fault => $"{fault.GetProperty("location").GetString()} {fault.GetProperty("field").GetString()}");

    private sealed class AlwaysCached : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage) = (true, true, true);
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;
    }

    internal sealed record Line(string Item, int Count);

    [Unpaired]
    internal sealed record Pairs(int Left, int Right);

    internal sealed record Lamp(
        [property: AllowedValues(1, 2)] int Size,
        [property: AllowedValues("red", null)] string? Color = null,
        [property: AllowedValues(true)] bool IsNew = true);

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class UnpairedAttribute : ValidationAttribute
    {
        public override bool IsValid(object? value) => value is Pairs { Left: var left, Right: var right } && left == right;
    }
}
