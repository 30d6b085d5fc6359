using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Guest;

/// <summary>In shadow mode the guards decide and log, and every byte of every response is that of the application without Lintel.</summary>
public sealed partial class ShadowTests : IAsyncLifetime
{
    private const string Good = """{"name":"lamp"}""";

    private GuestHost _with = null!;
    private WebApplication _without = null!;

    public static TheoryData<string> Requests { get; } =
    [
        "GET /shop/things HTTP/1.1\r\n\r\n",
        "GET /shop/things HTTP/1.1\r\nAuthorization: Bearer nonsense\r\n\r\n",
        "HEAD /shop/things HTTP/1.1\r\n\r\n",
        "GET /shop/nothing HTTP/1.1\r\n\r\n",
        "GET //shop/things HTTP/1.1\r\n\r\n",
        "GET /shop/../shop/things HTTP/1.1\r\n\r\n",
        "DELETE /shop/things HTTP/1.1\r\n\r\n",
        "OPTIONS /shop/things HTTP/1.1\r\n\r\n",
        "OPTIONS /shop/things HTTP/1.1\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n\r\n",
        "BREW /shop/things HTTP/1.1\r\n\r\n",
        "GET /shop/things HTTP/1.7\r\n\r\n",
        "GET /shop/fails HTTP/1.1\r\n\r\n",
        "GET /shop/stream HTTP/1.1\r\n\r\n",
        "GET /shop/status HTTP/1.1\r\n\r\n",
        "GET /shop/trace HTTP/1.1\r\n\r\n",
        $"POST /shop/things HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        "POST /shop/things HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"x\":",
        "POST /shop/things HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
        "POST /shop/things HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST /shop/echo HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n",
        $"POST /shop/echo HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 20000\r\n\r\n{new string('x', 20_000)}",
        $"POST /shop/pipe HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        $"POST /shop/read-sync HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        $"POST /shop/read HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        $"POST /shop/read HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{new string('x', 9_000)}",
        $"POST /shop/read HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\nExpect: 100-continue\r\n\r\n{Good}",
        "POST /shop/read HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: "
            + $"chunked\r\n\r\n{200_000:x}\r\n{new string('x', 200_000)}\r\n0\r\n\r\n",
        "POST /shop/read HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"x\":1}",
        "POST /shop/read HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
        "POST /shop/read HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST /shop/copy HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: "
            + $"chunked\r\n\r\n{20_000:x}\r\n{new string('x', 20_000)}\r\n5\r\nabcde\r\n0\r\n\r\n",
        $"POST /shop/parts HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        $"POST /shop/unread HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        $"POST /shop/unread HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\nExpect: 100-continue\r\n\r\n{Good}",
        $"POST /shop/early HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        "POST /shop/fails HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"x\":1}",
        $"POST /shop/form HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b",
        "POST /shop/bound HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"x\":",
        $"POST /shop/bound HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        $"POST /shop/limit HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        $"POST /shop/sync HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{Good}",
        $"GET /shop/things?q={new string('q', 3_000)} HTTP/1.1\r\n\r\n",
        $"GET /shop/things HTTP/1.1\r\nX-Long: {new string('h', 12_000)}\r\n\r\n",
        "GET /else HTTP/1.1\r\n\r\n",
    ];

    public async ValueTask InitializeAsync()
    {
        _with = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                Map(app, app.MapApi("shop").RequireScope("things:write"));
            },
            options: lintel =>
            {
                lintel.Contracts.Clear();
                lintel.Contracts.Add(
                    ContractReader.Read(DoorHost.Contract.Replace("api: shop", "api: shop\nmode: shadow", StringComparison.Ordinal), "shop.yaml"));
            });
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _without = builder.Build();
        Map(_without, _without.MapGroup("/shop"));
        await _without.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _with.DisposeAsync();
        await _without.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_byte_of_a_response_is_the_applications(string request)
    {
        var signed = request.Replace("\r\n\r\n", $"\r\nAuthorization: Bearer {_with.Key}\r\n\r\n", StringComparison.Ordinal);
        foreach (var text in request.Contains("Authorization", StringComparison.Ordinal) ? [request] : new[] { request, signed })
        {
            var expected = await ExchangeAsync(new Uri(_without.Urls.First()), text);
            var actual = await ExchangeAsync(_with.Client.BaseAddress!, text);

            Assert.StartsWith("HTTP/1.1", expected, StringComparison.Ordinal);
            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [InlineData("GET", "/shop/things", null, "", "unauthenticated", 200)]
    [InlineData("GET", "/shop/things", "shop_live_nonsense", "", "bad_key", 200)]
    [InlineData("GET", "/shop/things", "key without scope", "", "no_scope", 200)]
    [InlineData("GET", "/shop/things", "key", "", null, 200)]
    [InlineData("GET", "/shop/nothing", "key", "", "not_found", 404)]
    [InlineData("DELETE", "/shop/things", "key", "", "no_method", 405)]
    [InlineData("GET", "/shop/fails", "key", "", null, 500)]
    [InlineData("POST", "/shop/read", "key", """{"name":"lamp"}""", null, 200)]
    [InlineData("POST", "/shop/read", "key without scope", """{"name":"lamp"}""", "no_scope", 200)]
    [InlineData("POST", "/shop/read", "key", "large", "too_large", 200)]
    [InlineData("POST", "/shop/read", "key", """{"x":1}""", "invalid", 200)]
    [InlineData("POST", "/shop/read", "key", "{", "malformed", 200)]
    [InlineData("POST", "/shop/read", "key", null, "malformed", 200)]
    [InlineData("POST", "/shop/bound", "key", """{"name":"lamp"}""", null, 200)]
    [InlineData("POST", "/shop/bound", "key", """{"name":5}""", "invalid", 400)]
    [InlineData("POST", "/shop/parts", "key", """{"name":5}""", "invalid", 200)]
    [InlineData("POST", "/shop/copy", "key", """{"name":5}""", "invalid", 200)]
    [InlineData("POST", "/shop/copy", "key", """{"name":"lamp"}""", null, 200)]
    [InlineData("POST", "/shop/unread", "key", """{"name":5}""", null, 200)]
    [InlineData("POST", "/shop/early", "key", """{"name":5}""", "invalid", 200)]
    [InlineData("POST", "/shop/fails", "key", """{"name":5}""", "invalid", 500)]
    public async Task Request_log_tells_what_would_have_been_refused_and_what_was_sent(
        string method,
        string path,
        string? key,
        string? body,
        string? code,
        int status)
    {
        body ??= string.Empty;
        key = key == "key" ? _with.Key : key == "key without scope" ? _with.KeyWithoutScope : key;
        var sent = body == "large" ? $"{{\"name\":\"{new string('n', 5_000)}\"}}" : body;
        using var content = sent.Length == 0 ? null : new StringContent(sent, Encoding.UTF8, "application/json");

        var answer = await _with.SendAsync(method, path, key, content);
        Assert.Equal((status, answer.Body), (answer.Status, answer.Body));

        var entry = await LastAsync(new RequestLogQuery { Api = "shop", Limit = 1 });
        Assert.Equal((code, code is not null, status), (entry!.Code, entry.IsShadow, entry.Status));
        Assert.Equal(code is null, await LastAsync(new RequestLogQuery { IsShadow = true }) is null);
        Assert.Equal(code is null ? 0 : 1, _with.Services.GetRequiredService<ShadowCounts>().Of("shop"));
    }

    [Fact]
    public async Task Handler_reads_the_whole_body()
    {
        using var content = new StringContent(Good, Encoding.UTF8, "application/json");

        Assert.Equal(Good, (await _with.SendAsync("POST", "/shop/read", _with.Key, content)).Body);
    }

    [Fact]
    public async Task Start_warns_that_nothing_is_refused() =>
        Assert.Contains(_with.Log.Lines, line => line.Contains("'shop' is in shadow mode", StringComparison.Ordinal));

    [Theory]
    [InlineData("key", "takes ApiKey, which")]
    [InlineData("resource", "takes Resource<String>, which")]
    [InlineData("body", "takes Body<Thing>, which")]
    [InlineData("call", "takes ApiCall, which")]
    public async Task Handler_that_needs_an_admitted_request_is_refused_at_start(string need, string fault)
    {
        var refused = await Assert.ThrowsAsync<OperationsException>(() => GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                var shop = app.MapApi("shop");
                switch (need)
                {
                    case "key":
                        shop.MapGet("/x", (ApiKey key) => key.Name);
                        break;
                    case "resource":
                        shop.MapGet("/x", (Resource<string> text) => text.Value).Resource(() => "text");
                        break;
                    case "body":
                        shop.MapPost("/x", (Body<Thing> thing) => thing.Value.Name).Body<Thing>();
                        break;
                    default:
                        shop.MapGet("/x", (ApiCall call) => call.RequestId);
                        break;
                }
            },
            options: lintel => lintel.Shadow("shop")));

        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shadow_mode_that_cannot_be_is_refused_at_start()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => GuestHost.StartAsync(
            app => app.UseLintel(),
            options: lintel =>
            {
                lintel.Contracts.Add(ContractReader.Read(
                    DoorHost.Contract
                        .Replace("api: shop", "api: inner", StringComparison.Ordinal)
                        .Replace("basePath: /shop", "basePath: /shop/inner", StringComparison.Ordinal),
                    "inner.yaml"));
                lintel.Contracts.Add(ContractReader.Read(
                    DoorHost.Contract
                        .Replace("api: shop", "api: deep", StringComparison.Ordinal)
                        .Replace("basePath: /shop", "basePath: /shop/inner/deep", StringComparison.Ordinal),
                    "deep.yaml"));
                lintel.Contracts.Add(Contract.Default);
                lintel.Shadow("till").Shadow("lintel").Shadow("inner");
            }));

        Assert.Contains("Shadow names the API 'till', which no contract has.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("The management API cannot be in shadow mode", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'deep' lies in the base path of 'inner', and only one of them is in shadow mode", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'inner' lies in the base path of 'shop', and only one of them is in shadow mode", refused.Message, StringComparison.Ordinal);
    }

    private static void Map(WebApplication app, RouteGroupBuilder shop)
    {
        shop.MapGet("/things", (HttpContext http) => Results.Json(new { user = http.User.Identity?.Name, things = 3 }));
        shop.MapPost("/things", (Thing thing) => TypedResults.Created("/shop/things/1", thing));
        shop.MapPost("/echo", async (HttpContext http) => await http.Request.Body.CopyToAsync(http.Response.Body));
        shop.MapPost("/pipe", async (HttpContext http) => Results.Text($"{(await http.Request.BodyReader.ReadAsync()).Buffer.Length > 0}"));
        shop.MapPost("/sync", (HttpContext http) => Results.Text($"{http.Request.Body.Read(new byte[8], 0, 8)}"));
        shop.MapGet("/fails", string () => throw new InvalidOperationException("no"));
        shop.MapGet("/status", () => Results.StatusCode(418));
        shop.MapGet("/trace", (HttpContext http) => http.Request.Headers.Count.ToString());
        shop.MapGet("/stream", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("one ");
            await http.Response.Body.FlushAsync();
            await http.Response.WriteAsync("two");
        });
        // Texts without a length end with the request, so that the line in the log is there before the answer is whole.
        var copy = shop.MapPost("/copy", async Task<string> (HttpContext http) =>
        {
            var all = new MemoryStream();
            await http.Request.Body.CopyToAsync(all);
            return Encoding.ASCII.GetString(all.ToArray());
        });
        var bound = shop.MapPost("/bound", (Thing thing) => thing.Name);
        var form = shop.MapPost("/form", async Task<string> (HttpContext http) => (await http.Request.ReadFormAsync())["a"].ToString());
        var unread = shop.MapPost("/unread", () => "unread");
        var fails = shop.MapPost("/fails", async Task<string> (HttpContext http) =>
        {
            await new StreamReader(http.Request.Body).ReadToEndAsync();
            throw new InvalidOperationException("no");
        });
        var early = shop.MapPost("/early", (Delegate)(async Task (HttpContext http) =>
        {
            await http.Response.WriteAsync("early ");
            await http.Response.Body.FlushAsync();
            await http.Response.WriteAsync(await new StreamReader(http.Request.Body).ReadToEndAsync());
        }));

        // A part by the stream, the rest by the reader, which looks at it twice.
        var parts = shop.MapPost("/parts", async Task<string> (HttpContext http) =>
        {
            var first = new byte[3];
            await http.Request.Body.ReadExactlyAsync(first);
            var read = await http.Request.BodyReader.ReadAsync();
            http.Request.BodyReader.AdvanceTo(read.Buffer.GetPosition(2));
            read = await http.Request.BodyReader.ReadAsync();
            var rest = $"{read.Buffer.Length} {read.IsCompleted}";
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            return rest;
        });
        var limit = shop.MapPost("/limit", (HttpContext http) =>
        {
            var feature = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()!;
            return Results.Text($"{feature.IsReadOnly} {feature.MaxRequestBodySize}");
        });
        var sync = shop.MapPost("/read-sync", (HttpContext http) => Results.Text($"{http.Request.Body.Read(new byte[8], 0, 8)}"));
        var read = shop.MapPost("/read", async Task<string> (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            return await reader.ReadToEndAsync();
        });
        if (app.Services.GetService<LintelOptions>() is not null)
        {
            read.Body<Thing>();
            sync.Body<Thing>();
            limit.Body<Thing>();
            foreach (var operation in new[] { copy, bound, form, unread, fails, early, parts })
            {
                operation.Body<Thing>();
            }
        }

        app.MapGet("/else", () => "else");
    }

    private static async Task<string> ExchangeAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var end = request.IndexOf("\r\n", StringComparison.Ordinal);
        var text = $"{request[..end]}\r\nHost: shop.example\r\nConnection: close{request[end..]}";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // A server that leaves a body unread may reset the connection; what it said before counts.
        }

        return Date().Replace(Encoding.Latin1.GetString(answer.ToArray()), "Date: now");
    }

    private async Task<RequestLogEntry?> LastAsync(RequestLogQuery query)
    {
        await _with.Services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
        var entries = (await _with.Services.GetRequiredService<IRequestLogStore>().SearchAsync(query, CancellationToken.None)).Entries;
        return entries is [var newest, ..] ? newest : null;
    }

    [GeneratedRegex("Date: [^\r\n]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Date();

    internal sealed record Thing(string Name);
}
