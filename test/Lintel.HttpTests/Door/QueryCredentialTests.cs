using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Door;

/// <summary>Browsers cannot send header fields with an EventSource or a WebSocket, so an operation may accept its credential in the query.</summary>
public sealed class QueryCredentialTests : IAsyncLifetime
{
    private readonly LogCapture _log = new() { Least = LogLevel.Trace };

    private DoorHost _host = null!;
    private string _withoutScope = string.Empty;

    public async ValueTask InitializeAsync()
    {
        _host = await DoorHost.StartAsync(
            Map,
            services: services => services.AddOutputCache().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log)),
            after: app =>
            {
                app.UseWebSockets();
                app.UseOutputCache();
                app.MapGet("/elsewhere", (HttpRequest request) => request.QueryString.Value);
            });
        (_, _withoutScope) = await _host.IssueAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <remarks>MVC measures and logs more for each action of the whole application as soon as anybody listens.</remarks>
    [Fact]
    public void Mask_of_queries_does_not_listen_to_events_of_the_framework() =>
        Assert.False(_host.Services.GetRequiredService<DiagnosticListener>().IsEnabled());

    [Theory]
    [InlineData("none", 401, "unauthenticated")]
    [InlineData("bad", 401, "bad_key")]
    [InlineData("without scope", 403, "no_scope")]
    [InlineData("good", 200, null)]
    public async Task Event_source_is_opened_by_a_token_in_the_query(string token, int status, string? code)
    {
        using var response = await _host.SendAsync("GET", "/shop/events" + QueryOf(token));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, code is null ? null : await CodeOf(response));
        if (code is null)
        {
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains("data: 2", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await AssertUntold(response);
    }

    [Theory]
    [InlineData("none", 401)]
    [InlineData("bad", 401)]
    [InlineData("without scope", 403)]
    [InlineData("good", 101)]
    public async Task Web_socket_is_opened_by_a_token_in_the_query(string token, int status)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        var address = new UriBuilder(_host.Address) { Scheme = "ws", Path = "/shop/socket", Query = QueryOf(token) }.Uri;

        var connecting = socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        if (status == 101)
        {
            await connecting;
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
            var buffer = new byte[64];
            var received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        }

        Assert.Equal(status, (int)socket.HttpStatusCode);
        await _host.DisposeAsync();
        Assert.DoesNotContain(_log.Lines, Tells);
    }

    [Theory]
    [InlineData("GET", "/shop/things")]
    [InlineData("GET", "/shop/plain")]
    [InlineData("POST", "/shop/things")]
    public async Task Token_in_the_query_opens_nothing_that_has_not_asked_for_it(string method, string path)
    {
        using var response = await _host.SendAsync(method, $"{path}?access_token={_host.Key}");

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated"), (response.StatusCode, await CodeOf(response)));
        await AssertUntold(response);
    }

    [Fact]
    public async Task Token_in_the_query_is_an_unknown_parameter_where_it_was_not_asked_for()
    {
        using var refused = await _host.SendAsync("GET", $"/shop/plain?access_token={_host.Key}", _host.Key);
        using var admitted = await _host.SendAsync("GET", $"/shop/read?shelf=3&access_token={_host.Key}");
        using var other = await _host.SendAsync("GET", $"/shop/read?shelf=3&access_tokens=1&access_token={_host.Key}");

        Assert.Equal("invalid", await CodeOf(refused));
        Assert.Equal("3", await admitted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("invalid", await CodeOf(other));
        Assert.DoesNotContain(new[] { await TextOf(refused), await TextOf(other) }, Tells);
        await AssertUntold(other);
    }

    [Fact]
    public async Task Two_credentials_are_malformed()
    {
        using var both = await _host.SendAsync("GET", $"/shop/read?shelf=3&access_token={_host.Key}", _host.Key);
        using var twice = await _host.SendAsync("GET", $"/shop/read?shelf=3&access_token={_host.Key}&access_token={_host.Key}");
        using var inCase = await _host.SendAsync("GET", $"/shop/read?shelf=3&access_token={_host.Key}&ACCESS_TOKEN={_host.Key}");
        using var empty = await _host.SendAsync("GET", "/shop/read?shelf=3&access_token=");
        using var header = await _host.SendAsync("GET", "/shop/read?shelf=3", _host.Key);

        foreach (var response in new[] { both, twice, inCase, empty })
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated"), (response.StatusCode, await CodeOf(response)));
        }

        Assert.Equal(HttpStatusCode.OK, header.StatusCode);
    }

    [Fact]
    public async Task Answer_to_a_token_in_the_query_is_never_stored()
    {
        using var first = await _host.SendAsync("GET", $"/shop/cached?access_token={_host.Key}");
        using var second = await _host.SendAsync("GET", $"/shop/cached?access_token={_host.Key}");
        using var byHeader = await _host.SendAsync("GET", "/shop/cached", _host.Key);
        using var again = await _host.SendAsync("GET", "/shop/cached", _host.Key);

        Assert.All([first, second], response => Assert.Equal("no-store", response.Headers.CacheControl?.ToString()));
        Assert.NotEqual(await TextOf(first), await TextOf(second));
        Assert.Equal(await TextOf(byHeader), await TextOf(again));
        Assert.Equal("public, max-age=60", byHeader.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Log_of_the_framework_has_the_query_without_its_secrets_and_the_handler_has_it_whole()
    {
        using var inside = await _host.SendAsync("GET", $"/shop/query?a=1%2B1&api_key={_host.Key}&access_token=letmein", _host.Key);
        using var outside = await _host.SendAsync("GET", "/elsewhere?access_token=letmein&b=2");

        Assert.Equal($"?a=1%2B1&api_key={_host.Key}&access_token=letmein", await TextOf(inside));
        Assert.Equal("?access_token=letmein&b=2", await TextOf(outside));
        await _host.DisposeAsync();
        var lines = _log.Lines.Where(
            line => line.Contains("Request starting", StringComparison.Ordinal) || line.Contains("Request finished", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, lines.Count(line => line.Contains("/shop/query?a=1%2B1&api_key=***&access_token=***", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.Contains("/elsewhere?access_token=letmein&b=2", StringComparison.Ordinal)));
        Assert.DoesNotContain(_log.Lines, Tells);
    }

    [Theory]
    [InlineData("api_key")]
    [InlineData("apiKey")]
    [InlineData("apikey")]
    [InlineData("X-Api-Key")]
    [InlineData("key")]
    [InlineData("TOKEN")]
    [InlineData("refresh_token")]
    [InlineData("client_secret")]
    [InlineData("password")]
    [InlineData("new%5Fpassword")]
    public async Task Log_of_the_framework_has_no_value_of_a_parameter_whose_name_says_that_it_is_a_credential(string name)
    {
        using var response = await _host.SendAsync("GET", $"/shop/query?keyId=key_7&{name}=letmein", _host.Key);

        Assert.Contains("letmein", await TextOf(response), StringComparison.Ordinal);
        await _host.DisposeAsync();
        var lines = _log.Lines.Where(
            line => line.Contains("Request starting", StringComparison.Ordinal) || line.Contains("Request finished", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, lines.Count(line => line.Contains("?keyId=key_7&", StringComparison.Ordinal) && line.Contains("=***", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("letmein", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Path_is_decoded_once_also_where_the_query_was_masked()
    {
        using var response = await _host.SendAsync("GET", "/shop/echo/a%2541?api_key=letmein", _host.Key);

        Assert.Equal("a%41", await TextOf(response));
    }

    [Fact]
    public async Task Line_of_a_request_names_everything_but_the_query()
    {
        using var response = await _host.SendAsync("GET", $"/shop/query/{_host.Key}%0Aforged?api_key={_host.Key}", _host.Key);
        await _host.DisposeAsync();

        var line = Assert.Single(_log.Lines, line => line.Contains("was answered by", StringComparison.Ordinal));
        Assert.StartsWith("Information: GET /shop/query/shop_***%0Aforged was answered by 404 not_found in ", line, StringComparison.Ordinal);
        Assert.Contains(response.Headers.GetValues("X-Request-Id").Single(), line, StringComparison.Ordinal);
        Assert.Contains($"account {_host.AccountId})", line, StringComparison.Ordinal);
        Assert.DoesNotContain("key -", line, StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("Request starting", StringComparison.Ordinal) && Tells(line));
    }

    [Fact]
    public async Task Key_of_its_own_header_and_token_of_a_session_open_in_the_query_too()
    {
        await using var host = await DoorHost.StartAsync(
            shop => shop.MapGet("/who", (ApiCall call) => call.SessionOrNull is null ? "key" : "session").AcceptsCredentialInQuery(),
            contract: text => text.Replace(
                "- { kind: bearer, prefix: shop }",
                "- { kind: header, header: X-Key, prefix: shop }\n  - { kind: session-bearer, lifetime: 1 hour }",
                StringComparison.Ordinal));
        var (_, session) = await BureauHost.SignInAsync(host);

        using var byKey = await host.SendAsync("GET", $"/shop/who?access_token={host.Key}");
        using var bySession = await host.SendAsync("GET", $"/shop/who?access_token={session.Token}");
        using var bySpoiled = await host.SendAsync("GET", $"/shop/who?access_token={session.Token[1..]}");

        Assert.Equal(("key", "session"), (await TextOf(byKey), await TextOf(bySession)));
        Assert.Equal((HttpStatusCode.Unauthorized, "bad_key"), (bySpoiled.StatusCode, await CodeOf(bySpoiled)));
    }

    [Fact]
    public async Task Contract_without_a_key_or_bearer_token_cannot_accept_one_in_the_query()
    {
        var failure = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => DoorHost.StartAsync(
            shop => shop.MapGet("/events", () => "never").AcceptsCredential("session-cookie").AcceptsCredentialInQuery(),
            contract: text => text.Replace(
                "- { kind: bearer, prefix: shop }",
                "- { kind: bearer, prefix: shop }\n  - { kind: session-cookie, cookie: shop_session, lifetime: 1 hour }",
                StringComparison.Ordinal)));

        Assert.Contains("accepts its credential in the query", failure.Message, StringComparison.Ordinal);
    }

    private static void Map(RouteGroupBuilder shop)
    {
        var runs = 0;
        shop.MapGet("/things", () => "things").RequireScope("things:read");
        shop.MapPost("/things", () => "made");
        shop.MapGet("/plain", () => "plain").WithoutQuery();
        shop.MapGet("/echo/{text}", (string text) => text);
        shop.MapGet("/query", (HttpRequest request) => request.QueryString.Value);
        shop.MapGet("/read", (ApiCall call) => call.Query<long>()).Query(fields => fields.Integer("shelf", required: true) ?? 0).AcceptsCredentialInQuery();
        shop.MapGet(
            "/events",
            (CancellationToken aborted) => TypedResults.ServerSentEvents(Ticks(aborted))).RequireScope("things:read").AcceptsCredentialInQuery();
        shop.MapGet("/socket", EchoAsync).RequireScope("things:read").AcceptsCredentialInQuery();
        shop.MapGet("/cached", (HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=60";
            return $"{Interlocked.Increment(ref runs)}";
        }).AcceptsCredentialInQuery().CacheOutput(policy => policy.AddPolicy<Guest.OrderTests.AlwaysCached>(), excludeDefaultPolicy: true);
    }

    private static async IAsyncEnumerable<int> Ticks([EnumeratorCancellation] CancellationToken aborted)
    {
        for (var i = 0; i < 3; i++)
        {
            aborted.ThrowIfCancellationRequested();
            yield return i;
            await Task.Yield();
        }
    }

    private static async Task EchoAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer, http.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, endOfMessage: true, http.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
    }

    private string QueryOf(string token) => token switch
    {
        "none" => string.Empty,
        "bad" => $"?access_token={_host.Key[..^1]}{(_host.Key[^1] == 'a' ? 'b' : 'a')}",
        "without scope" => $"?access_token={_withoutScope}",
        _ => $"?access_token={_host.Key}",
    };

    private async Task AssertUntold(HttpResponseMessage response)
    {
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.False(Tells(await TextOf(response)));
        var entry = await _host.FindAsync(response.Headers.GetValues("X-Request-Id").Single());
        Assert.NotNull(entry);
        Assert.False(Tells(JsonSerializer.Serialize(entry)));

        // What is logged after the answer was sent is there once the host has stopped.
        await _host.DisposeAsync();
        Assert.NotEmpty(_log.Lines);
        Assert.DoesNotContain(_log.Lines, Tells);
    }

    private bool Tells(string text) => new[] { _host.Key, _withoutScope }.Any(key => text.Contains(key[^20..^1], StringComparison.Ordinal));

    private static Task<string> TextOf(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<string> CodeOf(HttpResponseMessage response) =>
        JsonDocument.Parse(await TextOf(response)).RootElement.GetProperty("code").GetString()!;
}
