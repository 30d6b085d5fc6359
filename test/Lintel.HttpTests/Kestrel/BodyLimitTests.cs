using System.IO.Compression;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Kestrel;

/// <summary>The limit of a body is one limit, however the body comes and whoever reads it.</summary>
public sealed class BodyLimitTests
{
    private const int OfContract = 4 * 1024;

    private static readonly string[] Paths =
    [
        "/shop/stage",
        "/shop/bound",
        "/shop/stream",
        "/shop/small",
        "/shop/small-stage",
        "/shop/small-bound",
        "/shop/attribute",
        "/shop/free",
        "/shop/large"
    ];

    public static TheoryData<string, int, bool, int> Bodies()
    {
        var data = new TheoryData<string, int, bool, int>();
        foreach (var path in Paths)
        {
            var limit = path switch
            {
                "/shop/small" or "/shop/small-stage" or "/shop/small-bound" or "/shop/attribute" => 64,
                "/shop/free" or "/shop/large" => int.MaxValue,
                _ => OfContract,
            };
            foreach (var length in new[] { 64, 65, OfContract, OfContract + 1, 100_000 })
            {
                foreach (var chunked in new[] { false, true })
                {
                    data.Add(path, length, chunked, length > limit ? 413 : 200);
                }
            }
        }

        return data;
    }

    [Fact]
    public async Task Limit_holds_with_and_without_content_length_whoever_reads()
    {
        await using var host = await KestrelHost.StartAsync(operations: Map);
        using var client = ClientOf(host);
        foreach (var (path, length, chunked, status) in Bodies().Select(row => row.Data))
        {
            using var response = await SendAsync(client, path, Json(length), chunked);

            Assert.True(status == (int)response.StatusCode, $"{path} {length} {(chunked ? "chunked" : "with its length")}: {(int)response.StatusCode}");
            if (status == 413)
            {
                var limit = path.Contains("small", StringComparison.Ordinal) || path.Contains("attribute", StringComparison.Ordinal) ? 64 : OfContract;
                var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
                Assert.Equal($"The request body is larger than {limit} bytes.", body.GetProperty("message").GetString());
            }
        }
    }

    [Theory]
    [InlineData("/shop/stage", true)]
    [InlineData("/shop/bound", true)]
    [InlineData("/shop/stream", true)]
    [InlineData("/shop/small", true)]
    [InlineData("/shop/bound", false)]
    [InlineData("/shop/stream", false)]
    [InlineData("/shop/small", false)]
    public async Task Limit_holds_for_what_comes_out_of_decompression(string path, bool before)
    {
        await using var host = await KestrelHost.StartAsync(
            services: services => services.AddRequestDecompression(),
            before: app => _ = before ? app.UseRequestDecompression() : app,
            after: app => _ = before ? app : app.UseRequestDecompression(),
            operations: Map);
        using var client = ClientOf(host);

        using var fits = await SendAsync(client, path, Zip(Json(64)), chunked: false, "gzip");
        Assert.Equal(200, (int)fits.StatusCode);
        foreach (var length in new[] { OfContract + 1, 2 * OfContract, 3_000_000 })
        {
            using var tooLarge = await SendAsync(client, path, Zip(Json(length)), chunked: false, "gzip");

            Assert.True((int)tooLarge.StatusCode == 413, $"{length}: {(int)tooLarge.StatusCode}");
        }
    }

    [Fact]
    public async Task Upload_beyond_64_mebibytes_is_possible_where_the_operation_says_so()
    {
        const int Length = 65 * 1024 * 1024;
        await using var host = await KestrelHost.StartAsync(operations: Map);
        using var client = ClientOf(host);

        using var response = await SendAsync(client, "/shop/large", new byte[Length], chunked: true);

        Assert.Equal($"{Length}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(9_000, 200)]
    [InlineData(20_000, 413)]
    public async Task Multipart_form_is_under_the_limit_of_its_operation(int length, int status)
    {
        await using var host = await KestrelHost.StartAsync(
            services: services => services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = 1_000), operations: Map);
        using var client = ClientOf(host);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[length]), "file", "a.bin" } };

        using var response = await client.PostAsync("/shop/form", form, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Limit_of_a_path_is_told_to_admitted_callers_only()
    {
        await using var host = await KestrelHost.StartAsync(operations: shop =>
        {
            shop.MapPost("/hidden-small", BodyOperations.CountAsync).MaxBody(64);
            shop.MapPost("/hidden-large", BodyOperations.CountAsync).MaxBody(1_000_000);
        });
        foreach (var (path, length, status) in new[]
        {
            ("/shop/hidden-small", 100_000, 401), ("/shop/hidden-large", 100_000, 401), ("/shop/nowhere", 100_000, 401),
            ("/shop/hidden-small", 1_000_001, 413), ("/shop/hidden-large", 1_000_001, 413), ("/shop/nowhere", 1_000_001, 413),
        })
        {
            await using var connection = await host.ConnectAsync();
            await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");

            Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadAsync(20), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Body_outside_every_api_is_under_the_limit_of_the_server_alone()
    {
        await using var host = await KestrelHost.StartAsync(after: app => app.MapPost("/other/upload", BodyOperations.CountAsync));
        using var client = ClientOf(host);

        using var large = await SendAsync(client, "/other/upload", new byte[5_000_000], chunked: false);

        Assert.Equal("5000000", await large.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(30_000_000, host.Options.Limits.MaxRequestBodySize);
    }

    [Fact]
    public void Limit_of_an_operation_is_at_least_one_byte()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EndpointConventions().MaxBody(0));
    }

    private static void Map(RouteGroupBuilder shop)
    {
        BodyOperations.Map(shop);
        shop.MapPost("/small", BodyOperations.CountAsync).AllowAnonymous().MaxBody(64);
        shop.MapPost("/small-stage", (ApiCall call) => call.Body<string>()).AllowAnonymous().MaxBody(64).Body(fields => fields.Text("name") ?? string.Empty);
        shop.MapPost("/small-bound", (BodyOperations.Item item) => item.Name).AllowAnonymous().MaxBody(64);
        shop.MapPost("/attribute", BodyOperations.CountAsync).AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(64));
        shop.MapPost("/free", BodyOperations.CountAsync).AllowAnonymous().WithMetadata(new DisableRequestSizeLimitAttribute());
        shop.MapPost("/large", BodyOperations.CountAsync).AllowAnonymous().MaxBody(100L * 1024 * 1024);
        shop.MapPost("/form", (IFormFile file) => $"{file.Length}").AllowAnonymous().DisableAntiforgery().MaxBody(10_000);
    }

    private static HttpClient ClientOf(KestrelHost host) => new() { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") };

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, byte[] body, bool chunked, string? coding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (coding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(coding);
        }

        request.Headers.TransferEncodingChunked = chunked;
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>An object of exactly so many bytes.</summary>
    private static byte[] Json(int length)
    {
        const string Frame = "{\"name\":\"\"}";
        return System.Text.Encoding.ASCII.GetBytes(Frame.Insert(Frame.Length - 2, new string('a', length - Frame.Length)));
    }

    private static byte[] Zip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private sealed class EndpointConventions : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention)
        {
        }
    }
}
