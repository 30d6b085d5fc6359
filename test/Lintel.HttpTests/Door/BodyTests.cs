using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Lintel.HttpTests.Door;

public sealed class BodyTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(ShopOperations.Map);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("{", 400, "malformed")]
    [InlineData("", 400, "malformed")]
    [InlineData("{\"name\":\"a\"} x", 400, "malformed")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", 400, "malformed")]
    [InlineData("{\"name\":\"\\ud800\"}", 400, "malformed")]
    [InlineData("{\"\\udc00\":1}", 400, "malformed")]
    [InlineData("{\"name\":[[[[[[[[[[]]]]]]]]]]}", 400, "malformed")]
    [InlineData("[]", 422, "invalid")]
    [InlineData("\"text\"", 422, "invalid")]
    [InlineData("{}", 422, "invalid")]
    [InlineData("{\"name\":7}", 422, "invalid")]
    [InlineData("{\"name\":\"a\",\"count\":\"1\"}", 422, "invalid")]
    [InlineData("{\"name\":\"a\",\"count\":10}", 422, "invalid")]
    [InlineData("{\"name\":\"a\",\"other\":1}", 422, "invalid")]
    public async Task Body_that_cannot_be_read_is_told_by_its_fault(string body, int status, string code)
    {
        using var response = await Post(new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((status, code), await Answer(response));
    }

    [Fact]
    public async Task Invalid_utf8_is_malformed()
    {
        using var content = Json([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]);

        using var response = await Post(content);

        Assert.Equal((400, "malformed"), await Answer(response));
    }

    [Fact]
    public async Task Every_fault_is_told_at_once_with_its_place()
    {
        using var response = await Post(new StringContent("{\"count\":0,\"other\":1}", Encoding.UTF8, "application/json"));

        var details = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("details");
        Assert.Equal(["name", "count", "other"], details.EnumerateArray().Select(fault => fault.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=latin1")]
    [InlineData(null)]
    public async Task Other_media_type_is_refused_with_accept(string? type)
    {
        using var content = new ByteArrayContent("{\"name\":\"a\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await Post(content);

        Assert.Equal((415, "media_type"), await Answer(response));
        Assert.Equal("application/json", response.Headers.GetValues("Accept").Single());
    }

    [Fact]
    public async Task Compressed_body_is_refused_with_accept_encoding()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("{\"name\":\"a\"}"u8);
        }

        using var content = Json(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await Post(content);

        Assert.Equal((415, "encoding"), await Answer(response));
        Assert.Equal("identity", response.Headers.GetValues("Accept-Encoding").Single());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_over_its_bound_is_refused(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/shop/things") { Content = Json(new byte[5000]) };
        request.Headers.Add("Authorization", $"Bearer {_host.Key}");
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((413, "too_large"), await Answer(response));
    }

    [Fact]
    public async Task Target_over_its_bound_is_refused()
    {
        using var response = await _host.SendAsync("GET", "/shop/things?q=" + new string('x', 1100), _host.Key);

        Assert.Equal((414, "uri_too_long"), await Answer(response));
    }

    [Fact]
    public async Task Header_fields_over_their_bound_are_refused()
    {
        using var response = await _host.SendAsync("GET", "/shop/things", _host.Key, null, ("X-Long", new string('x', 9000)));

        Assert.Equal((431, "headers_too_large"), await Answer(response));
    }

    [Fact]
    public async Task Good_body_reaches_the_handler()
    {
        using var response = await Post(new StringContent("{\"name\":\"\\u00e5\",\"count\":2}", Encoding.UTF8, "application/json"));

        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal(
            "å",
            JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Query_and_body_of_one_operation_reach_the_handler()
    {
        using var response = await _host.SendAsync(
            "POST",
            "/shop/shelves?shelf=3",
            _host.Key,
            new StringContent("{\"name\":\"a\"}", Encoding.UTF8, "application/json"));

        Assert.Equal("{\"shelf\":3,\"name\":\"a\"}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Query_alone_is_taken_by_either_name()
    {
        using var response = await _host.SendAsync("GET", "/shop/shelves?shelf=3", _host.Key);

        Assert.Equal("{\"shelf\":3,\"same\":3}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Faults_of_query_and_body_are_told_together()
    {
        using var response = await _host.SendAsync(
            "POST",
            "/shop/shelves?shelf=x",
            _host.Key,
            new StringContent("{\"count\":0}", Encoding.UTF8, "application/json"));

        var details = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("details");
        Assert.Equal(
            [("query", "shelf"), ("body", "name"), ("body", "count")],
            details.EnumerateArray().Select(fault => (fault.GetProperty("location").GetString(), fault.GetProperty("field").GetString())));
    }

    [Theory]
    [InlineData("/shop/shelves?shelf=x", "{\"name\":\"a\"}", 422, "invalid")]
    [InlineData("/shop/shelves", "{\"name\":\"a\"}", 422, "invalid")]
    [InlineData("/shop/shelves?shelf=3", "{}", 422, "invalid")]
    [InlineData("/shop/shelves?shelf=x", "{", 400, "malformed")]
    public async Task Fault_of_either_is_enough(string target, string body, int status, string code)
    {
        using var response = await _host.SendAsync("POST", target, _host.Key, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((status, code), await Answer(response));
    }

    private static ByteArrayContent Json(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private Task<HttpResponseMessage> Post(HttpContent content) => _host.SendAsync("POST", "/shop/things", _host.Key, content);

    private static async Task<(int Status, string? Code)> Answer(HttpResponseMessage response) =>
        ((int)response.StatusCode, JsonDocument.Parse(
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("code").GetString());
}
