using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lintel.HttpTests.Kestrel;

/// <summary>What Kestrel refuses by itself leaves as the envelope of the API that the path names.</summary>
public sealed class ServerRefusalTests : IAsyncLifetime
{
    private const string Hello = "GET /shop/hello HTTP/1.1\r\nHost: x\r\n\r\n";

    private KestrelHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await KestrelHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("GET /shop/a HTTP/1.1\r\n\r\n", "no Host")]
    [InlineData("GET /shop/a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "two Hosts")]
    [InlineData("GET /shop/a HTTP/1.1\r\nHost: x y\r\n\r\n", "a Host that is none")]
    [InlineData("GET /shop/a HTTP/1.1\r\nHost : x\r\n\r\n", "a blank before the colon")]
    [InlineData("GET /shop/a HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n", "a folded field")]
    [InlineData("GET /shop/a HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", "a NUL in a field")]
    [InlineData("GET /shop/a b HTTP/1.1\r\nHost: x\r\n\r\n", "a blank in the target")]
    [InlineData("GET /shop/a\r\nHost: x\r\n\r\n", "no version")]
    [InlineData("GET /shop/a HTTP/1.7\r\nHost: x\r\n\r\n", "another version")]
    [InlineData("GET /shop/a%00b HTTP/1.1\r\nHost: x\r\n\r\n", "a NUL in the target")]
    [InlineData("G{T /shop/a HTTP/1.1\r\nHost: x\r\n\r\n", "a method that is no token")]
    [InlineData("POST /shop/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "two lengths")]
    [InlineData("POST /shop/a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "a negative length")]
    [InlineData("POST /shop/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "a coding without an end")]
    [InlineData("POST /shop/a HTTP/1.0\r\nHost: x\r\n\r\n", "HTTP/1.0 without a length")]
    [InlineData("GET http://x/shop/a HTTP/1.9\r\nHost: x\r\n\r\n", "an absolute target")]
    public async Task Request_that_is_not_http_gets_the_envelope_of_its_api(string request, string because)
    {
        var response = RawResponse.Parse(await _host.ExchangeAsync(request));

        Assert.True(response.Status == 400, because);
        AssertEnvelope(response, "malformed");
    }

    [Theory]
    [InlineData("GET /elsewhere HTTP/1.1\r\n\r\n")]
    [InlineData("GET /shopping HTTP/1.7\r\nHost: x\r\n\r\n")]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\r\n\r\n")]
    [InlineData("GET * HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET x:80 HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task Request_that_no_api_can_be_named_for_is_left_to_the_server(string request)
    {
        var response = RawResponse.Parse(await _host.ExchangeAsync(request));

        Assert.True(response.Status is 400 or 405 or 505, request);
        Assert.Empty(response.Headers.Keys.Except(["Allow", "Connection", "Content-Length", "Date", "Server"]));
        Assert.Empty(response.Body);
        Assert.Empty(_host.Sink.Records);
    }

    [Theory]
    [InlineData("GET /elsewhere HTTP/1.1\r\n\r\n")]
    [InlineData("GET /shopping HTTP/1.7\r\nHost: x\r\n\r\n")]
    [InlineData("GARBAGE\r\n\r\n")]
    public async Task Request_that_no_api_can_be_named_for_gets_the_envelope_of_lintel_where_that_was_asked_for(string request)
    {
        await using var host = await KestrelHost.StartAsync(lintel: options => options.AnswerOutside = true);

        var response = RawResponse.Parse(await host.ExchangeAsync(request));

        Assert.Equal(400, response.Status);
        Assert.Equal("application/problem+json", response.Headers["Content-Type"]);
        Assert.Equal("malformed_request", JsonDocument.Parse(response.Body).RootElement.GetProperty("code").GetString());
        Assert.StartsWith("req_", response.Headers["X-Request-Id"], StringComparison.Ordinal);
        Assert.Equal("lintel", Assert.Single(host.Sink.Records).Api);
    }

    [Fact]
    public async Task Request_that_is_not_http_is_told_nothing_about_its_body()
    {
        var response = RawResponse.Parse(await _host.ExchangeAsync("POST /shop/a HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"));

        Assert.DoesNotContain("JSON", response.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Condition.RequestUnreadable, Assert.Single(_host.Sink.Records).Refusal?.Condition);
    }

    [Fact]
    public async Task Request_line_over_every_bound_is_too_long()
    {
        var response = RawResponse.Parse(await _host.ExchangeAsync($"GET /shop/{new string('a', 300_000)} HTTP/1.1\r\nHost: x\r\n\r\n"));

        Assert.Equal(414, response.Status);
        AssertEnvelope(response, "uri_too_long");
    }

    [Fact]
    public async Task Header_fields_over_every_bound_are_too_large()
    {
        var response = RawResponse.Parse(await _host.ExchangeAsync($"GET /shop/a HTTP/1.1\r\nHost: x\r\nX-Large: {new string('a', 600_000)}\r\n\r\n"));

        Assert.Equal(431, response.Status);
        AssertEnvelope(response, "headers_too_large");
    }

    [Fact]
    public async Task Client_that_is_still_sending_when_it_is_refused_gets_the_whole_answer()
    {
        await using var connection = await _host.ConnectAsync();
        await connection.SendAsync($"GET /shop/a HTTP/1.1\r\nHost: x\r\nX-Large: {new string('a', 8_000_000)}\r\n\r\n");
        connection.EndSending();

        AssertEnvelope(RawResponse.Parse(await connection.ReadToEndAsync()), "headers_too_large");
    }

    [Theory]
    [InlineData("X-Same")]
    [InlineData("Cookie")]
    [InlineData(null)]
    public async Task More_header_lines_than_the_server_reads_are_too_large(string? name)
    {
        var fields = string.Concat(Enumerable.Range(0, 60).Select(i => $"{name ?? $"X{i}"}: {i}\r\n"));

        var fits = await _host.ExchangeAsync($"GET /shop/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{fields}\r\n");
        var refused = RawResponse.Parse(await _host.ExchangeAsync($"GET /shop/hello HTTP/1.1\r\nHost: x\r\n{fields}{fields}\r\n"));

        Assert.StartsWith("HTTP/1.1 200 ", fits, StringComparison.Ordinal);
        Assert.Equal(431, refused.Status);
        Assert.Contains("more than 100 header fields", refused.Body, StringComparison.Ordinal);
        AssertEnvelope(refused, "headers_too_large");
    }

    [Fact]
    public async Task Header_values_keep_the_encoding_of_the_server()
    {
        const string Zoe = "Zo\u00c3\u00ab";
        foreach (var path in new[] { "/shop/name", "/other/name" })
        {
            var answer = await _host.ExchangeAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nX-Name: {Zoe}\r\nConnection: close\r\n\r\n");

            Assert.Contains("\r\n3\r\n", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Header_value_that_is_no_text_is_the_contracts_error_in_an_api_and_the_servers_outside()
    {
        var inside = RawResponse.Parse(await _host.ExchangeAsync("GET /shop/name HTTP/1.1\r\nHost: x\r\nX-Name: \u00e9\u00ff\r\n\r\n"));
        var outside = RawResponse.Parse(await _host.ExchangeAsync("GET /other/name HTTP/1.1\r\nHost: x\r\nX-Name: \u00e9\u00ff\r\n\r\n"));

        Assert.Equal(400, inside.Status);
        AssertEnvelope(inside, "malformed");
        Assert.Equal((400, string.Empty), (outside.Status, outside.Body));
    }

    [Theory]
    [InlineData("HEAD /shop/a HTTP/1.1\r\n\r\n")]
    [InlineData("HEAD /shop/a HTTP/1.7\r\nHost: x\r\n\r\n")]
    public async Task Head_gets_the_same_fields_without_a_body(string request)
    {
        var response = RawResponse.Parse(await _host.ExchangeAsync(request), hasBody: false);

        Assert.Equal(400, response.Status);
        Assert.Equal("application/json", response.Headers["Content-Type"]);
        Assert.NotEqual("0", response.Headers["Content-Length"]);
        Assert.Empty(response.Rest);
    }

    [Fact]
    public async Task Bad_request_after_good_ones_on_one_connection_is_answered_after_them()
    {
        var answer = await _host.ExchangeAsync($"{Hello}{Hello}GET /shop/third HTTP/1.1\r\nHost : x\r\n\r\n{Hello}");

        var bad = answer[answer.IndexOf("HTTP/1.1 400", StringComparison.Ordinal)..];
        Assert.Equal(2, answer.Split("HTTP/1.1 200 OK").Length - 1);
        AssertEnvelope(RawResponse.Parse(bad), "malformed");
        Assert.Equal([200, 200, 400], _host.Sink.Records.Select(record => record.Status));
        Assert.Equal("/shop/third", _host.Sink.Records.Last().Route);
    }

    [Fact]
    public async Task Bad_request_line_after_a_body_is_found_where_it_begins()
    {
        var answer = await _host.ExchangeAsync(
            "POST /shop/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /shop/next HTTP/1.7\r\nHost: x\r\n\r\n");

        AssertEnvelope(RawResponse.Parse(answer[answer.IndexOf("HTTP/1.1 400", StringComparison.Ordinal)..]), "malformed");
        Assert.Equal("/shop/next", _host.Sink.Records.Last().Route);
    }

    [Theory]
    [InlineData("GET /shop/slowly HTTP/1.7\r\n")]
    [InlineData("GET /shop/slowly HTTP/1.1\r\nHost : x\r\n")]
    public async Task Bad_request_that_comes_byte_by_byte_is_answered_the_same(string request)
    {
        await using var connection = await _host.ConnectAsync();

        // Nothing comes after the faulty line: the server would reset the connection, and its answer with it.
        foreach (var c in request)
        {
            await connection.SendAsync(c.ToString());
        }

        AssertEnvelope(RawResponse.Parse(await connection.ReadToEndAsync()), "malformed");
        Assert.Equal("/shop/slowly", Assert.Single(_host.Sink.Records).Route);
    }

    [Fact]
    public async Task Bad_request_while_a_large_answer_is_still_on_its_way_waits_for_it()
    {
        await using var connection = await _host.ConnectAsync();
        await connection.SendAsync("GET /shop/big HTTP/1.1\r\nHost: x\r\n\r\nGET /shop/a HTTP/1.1\r\n\r\n");
        var beginning = await connection.ReadAsync(100);

        var response = RawResponse.Parse(beginning + await connection.ReadToEndAsync());

        Assert.Equal(200, response.Status);
        Assert.Equal(KestrelHost.BigLength, response.Body.Length);
        AssertEnvelope(RawResponse.Parse(response.Rest), "malformed");
    }

    [Fact]
    public async Task Length_beside_a_transfer_coding_closes_the_connection()
    {
        var answer = await _host.ExchangeAsync(
            "POST /shop/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n" + Hello);

        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Single(answer.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries));
        Assert.Single(_host.Sink.Records);
    }

    [Fact]
    public async Task Http2_preface_is_left_to_the_server()
    {
        var answer = await _host.ExchangeAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        Assert.NotEmpty(answer);
        Assert.DoesNotContain("HTTP/1.1", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_is_recorded_like_any_other()
    {
        var response = RawResponse.Parse(await _host.ExchangeAsync("PUT /shop/a?secret=1 HTTP/1.1\r\nX-Shop-Id: mine\r\n\r\n"));

        var record = Assert.Single(_host.Sink.Records);
        Assert.Equal(response.Headers["X-Shop-Id"], record.Id);
        Assert.Equal(("shop", "PUT", "/shop/a", 400, "malformed"), (record.Api, record.Method, record.Route, record.Status, record.Code));
        Assert.Equal("mine", record.InboundId);
        Assert.Equal("127.0.0.1", record.Address?.ToString());
        Assert.Equal(response.Body.Length, record.ResponseBytes);
        Assert.NotNull(record.Refusal?.Cause);
    }

    private void AssertEnvelope(RawResponse response, string code)
    {
        using var body = JsonDocument.Parse(response.Body);
        Assert.Equal(["code", "message", "id"], body.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(code, body.RootElement.GetProperty("code").GetString());
        Assert.Equal(response.Headers["X-Shop-Id"], body.RootElement.GetProperty("id").GetString());
        Assert.Equal(response.Headers["X-Shop-Id"], _host.Sink.Records.Last().Id);
        Assert.Equal("application/json", response.Headers["Content-Type"]);
        Assert.Equal("no-store", response.Headers["Cache-Control"]);
        Assert.Equal("close", response.Headers["Connection"]);
        Assert.True(DateTimeOffset.TryParseExact(response.Headers["Date"], "R", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        Assert.Equal(Encoding.Latin1.GetByteCount(response.Body).ToString(CultureInfo.InvariantCulture), response.Headers["Content-Length"]);
        Assert.Empty(response.Rest);
    }
}
