using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>The request log as it is written.</summary>
public sealed class RequestTailTests : IAsyncLifetime
{
    private LintelHost _host = null!;
    private string _keyId = null!;
    private string _secret = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var issued = await _host.ManageAsync("POST", "/keys", new { accountId = "acct_operator", name = "tail", scopes = new[] { "requests:read" } });
        (_keyId, _secret) = (issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString());
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Entries_that_match_come_as_events_until_the_key_is_revoked()
    {
        await using var tail = await OpenAsync("?api=lintel&status=4xx");
        using var refused = await GetAsync("/accounts/acct_tailed");
        using var found = await GetAsync("/status");
        var id = refused.Headers.GetValues("X-Request-Id").Single();
        await _host.ManageAsync("GET", $"/requests/{id}");

        var first = await tail.NextAsync();
        Assert.Equal(("request", id), (first.Type, first.Data["id"]!.ToString()));
        Assert.Equal(403, (int)first.Data["status"]!);

        await _host.ManageAsync("POST", $"/keys/{_keyId}/revoke");
        _host.Clock.Advance(TimeSpan.FromSeconds(3));
        var last = await tail.NextAsync();
        Assert.Equal(("end", "access"), (last.Type, last.Data["reason"]!.ToString()));
        Assert.False(await tail.HasMoreAsync());
    }

    [Fact]
    public async Task Change_of_rights_ends_it_and_a_process_that_stops_does_too()
    {
        await using var changed = await OpenAsync();
        await using var standing = await OpenAsync(secret: _host.OperatorToken);
        await _host.ManageAsync("PATCH", $"/keys/{_keyId}", new { scopes = Array.Empty<string>() });
        _host.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("access", await changed.ReasonAsync());

        await _host.StopApplicationAsync();
        Assert.Equal("stopping", await standing.ReasonAsync());
    }

    [Fact]
    public async Task Quiet_tail_is_kept_alive_by_comments()
    {
        await using var tail = await OpenAsync("?code=nothing_has_this");
        for (var second = 0; second < 15; second += 3)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(3));
            await _host.ManageAsync("GET", "/status");
        }

        Assert.Equal(": still here", await tail.LineAsync());
    }

    [Fact]
    public async Task Entries_that_come_at_once_are_sent_without_another_sign()
    {
        await using var tail = await OpenAsync("?api=burst");
        var source = _host.Services.GetRequiredService<RequestTail>();
        source.Take([.. Enumerable.Range(0, 1_000).Select(number => new RequestRecord
        {
            Id = $"req_{number}",
            At = _host.Clock.GetUtcNow(),
            Api = "burst",
            Method = "GET",
            Route = "/",
            Status = 200,
            Duration = TimeSpan.FromMilliseconds(1),
        })]);

        for (var number = 0; number < 1_000; number++)
        {
            var next = await tail.NextAsync();
            Assert.Equal(("request", $"req_{number}"), (next.Type, next.Data["id"]?.ToString()));
        }
    }

    [Fact]
    public async Task Head_has_the_fields_and_takes_no_place()
    {
        for (var i = 0; i < 21; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, "/lintel/v1/requests/tail");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _secret);
            using var response = await _host.Client.SendAsync(request, Token);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Only_so_many_run_at_once_and_half_of_them_for_one_caller()
    {
        var tails = new List<OpenTail>();
        for (var i = 0; i < 10; i++)
        {
            tails.Add(await OpenAsync());
        }

        using (var own = await GetAsync("/requests/tail"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, own.StatusCode);
        }

        for (var i = 0; i < 10; i++)
        {
            tails.Add(await OpenAsync(secret: _host.OperatorToken));
        }

        var third = await _host.ManageAsync("POST", "/keys", new { accountId = "acct_operator", name = "third", scopes = new[] { "requests:read" } });
        using var refused = await GetAsync("/requests/tail", third["secret"]!.ToString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("overloaded", JsonNode.Parse(await refused.Content.ReadAsStringAsync(Token))!["code"]!.ToString());
        Assert.Equal("5", refused.Headers.RetryAfter!.ToString());
        foreach (var tail in tails)
        {
            await tail.DisposeAsync();
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? secret = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/lintel/v1" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret ?? _secret);
        return await _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private async Task<OpenTail> OpenAsync(string query = "", string? secret = null)
    {
        var response = await GetAsync("/requests/tail" + query, secret);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var tail = new OpenTail(response, new StreamReader(await response.Content.ReadAsStreamAsync(Token)));
        Assert.Equal(": open", await tail.LineAsync());
        return tail;
    }

    private sealed record Event(string Type, JsonNode Data);

    private sealed class OpenTail(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
    {
        public async Task<string> LineAsync()
        {
            var line = await lines.ReadLineAsync(Token);
            await lines.ReadLineAsync(Token);
            return line!;
        }

        public async Task<Event> NextAsync()
        {
            var lead = "event: ";
            var type = (await lines.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token))!;
            while (!type.StartsWith(lead, StringComparison.Ordinal))
            {
                type = await lines.ReadLineAsync(Token) ?? throw new EndOfStreamException();
            }

            var data = (await lines.ReadLineAsync(Token))!;
            return new Event(type[lead.Length..], JsonNode.Parse(data["data: ".Length..])!);
        }

        public async Task<string> ReasonAsync()
        {
            var next = await NextAsync();
            while (next.Type != "end")
            {
                next = await NextAsync();
            }

            return next.Data["reason"]!.ToString();
        }

        public async Task<bool> HasMoreAsync()
        {
            await lines.ReadLineAsync(Token);
            return await lines.ReadLineAsync(Token) is not null;
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
