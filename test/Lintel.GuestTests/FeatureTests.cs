using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.SignalR.Client;

namespace Lintel.GuestTests;

/// <summary>Works inside an API as it does without: what applications already use of the framework.</summary>
public sealed class FeatureTests(Pair pair) : IClassFixture<Pair>
{
    [Theory]
    [InlineData("/shop/hello")]
    [InlineData("/shop/nowhere")]
    [InlineData("/shop/orders")]
    public async Task Preflight_is_answered_by_the_applications_cors_policy(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://site.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var response = await pair.With.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("https://site.example", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("POST", string.Join(',', response.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /shop/hello", false, 401)]
    [InlineData("GET /shop/hello", true, 200)]
    [InlineData("GET /shop/nowhere", true, 404)]
    [InlineData("GET /shop/throw", true, 500)]
    [InlineData("GET /shop/half", true, 500)]
    [InlineData("GET /shop/problem", true, 409)]
    public async Task Scripts_of_an_allowed_origin_can_read_every_answer(string request, bool withKey, int status)
    {
        using var response = await pair.With.SendAsync(request, withKey ? await pair.KeyAsync() : null, "", ("Origin", "https://site.example"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("https://site.example", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", response.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        Assert.Contains("X-Request-Id", response.Headers.GetValues("Access-Control-Expose-Headers"));
    }

    [Fact]
    public async Task Rejection_of_the_frameworks_limiter_is_the_contracts_429_with_its_retry_after()
    {
        await using var guest = new Guest(guarded: true);
        var key = await guest.IssueAsync("orders:write");
        for (var i = 0; i < 2; i++)
        {
            using var admitted = await guest.SendAsync("GET /shop/limited", key);
            Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        }

        using var third = await guest.SendAsync("GET /shop/limited", key);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_fast"), (third.StatusCode, InsideTests.CodeOf(await third.Content.ReadAsStringAsync())));
        Assert.Equal("7", third.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task Refused_caller_uses_nothing_up_of_the_frameworks_limiter()
    {
        await using var guest = new Guest(guarded: true);
        for (var i = 0; i < 5; i++)
        {
            using var refused = await guest.SendAsync("GET /shop/limited", key: null);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var admitted = await guest.SendAsync("GET /shop/limited", await guest.IssueAsync("orders:write"));
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
    }

    [Fact]
    public async Task Cached_answer_carries_the_id_of_the_request_that_gets_it()
    {
        var key = await pair.KeyAsync();
        using var first = await pair.With.SendAsync("GET /shop/cached", key);
        using var second = await pair.With.SendAsync("GET /shop/cached", key);

        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.NotEqual(first.Headers.GetValues("X-Request-Id").Single(), second.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task Cached_answer_of_one_account_is_not_anothers()
    {
        using var mine = await pair.With.SendAsync("GET /shop/cached", await pair.KeyAsync());
        using var theirs = await pair.With.SendAsync("GET /shop/cached", await pair.With.IssueAsync("orders:write"));
        using var nobodys = await pair.With.SendAsync("GET /shop/cached", key: null);

        Assert.NotEqual(await mine.Content.ReadAsStringAsync(), await theirs.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, nobodys.StatusCode);
    }

    [Fact]
    public async Task Answers_are_compressed_for_those_who_ask()
    {
        using var response = await pair.With.SendAsync("GET /shop/long", await pair.KeyAsync(), "", ("Accept-Encoding", "gzip"));

        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
    }

    [Fact]
    public async Task Socket_is_opened_with_a_key_and_refused_without()
    {
        using var open = new ClientWebSocket();
        open.Options.SetRequestHeader("Authorization", $"Bearer {await pair.KeyAsync()}");
        await open.ConnectAsync(new Uri($"ws://{pair.With.Address.Authority}/shop/socket"), CancellationToken.None);
        await open.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[16];
        var received = await open.ReceiveAsync(buffer, CancellationToken.None);

        using var refused = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(
            () => refused.ConnectAsync(new Uri($"ws://{pair.With.Address.Authority}/shop/socket"), CancellationToken.None));
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    [Fact]
    public async Task Hub_answers_a_client_with_a_key_and_refuses_one_without()
    {
        var key = await pair.KeyAsync();
        await using var connection = new HubConnectionBuilder().WithUrl(
            new Uri(pair.With.Address, "/shop/chat"),
            options => options.Headers["Authorization"] = $"Bearer {key}").Build();
        await connection.StartAsync();
        Assert.Equal("hello", await connection.InvokeAsync<string>("Say", "hello"));

        await using var stranger = new HubConnectionBuilder().WithUrl(new Uri(pair.With.Address, "/shop/chat")).Build();
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => stranger.StartAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.StatusCode);
    }

    [Fact]
    public async Task Events_arrive_one_by_one()
    {
        using var response = await pair.With.SendAsync("GET /shop/events", await pair.KeyAsync());

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(3, (await response.Content.ReadAsStringAsync()).Split("event: tick", StringSplitOptions.None).Length - 1);
    }

    [Fact]
    public async Task Upload_is_read_by_the_framework()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[1000]), "file", "leaflet.bin" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/shop/upload") { Content = form };
        request.Headers.Authorization = new("Bearer", await pair.KeyAsync());
        using var response = await pair.With.Client.SendAsync(request);

        Assert.Equal(1000, await response.Content.ReadFromJsonAsync<long>());
    }
}
