using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Kestrel;

/// <summary>A connection on which more would have to be read than the server reads is closed, and says so, whatever the request was refused for.</summary>
public sealed class ConnectionFieldTests
{
    private const string TooLargeToDrain = "Content-Length: 100000000\r\n";

    [Theory]
    [InlineData("PUT /shop/stage", "Content-Type: application/json\r\n", 405)]
    [InlineData("POST /shop/accepting", "Content-Type: text/plain\r\n", 415)]
    [InlineData("POST /shop/nowhere", "Content-Type: application/json\r\n", 404)]
    [InlineData("POST /shop/closed", "Content-Type: application/json\r\n", 401)]
    [InlineData("POST /shop/stage", "Content-Type: application/json\r\n", 413)]
    public async Task Refusal_of_a_body_that_is_too_large_to_drain_closes_the_connection(string request, string fields, int status)
    {
        await using var host = await StartAsync();
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync($"{request} HTTP/1.1\r\nHost: x\r\n{fields}{TooLargeToDrain}\r\n");

        var response = RawResponse.Parse(await connection.ReadResponseAsync());

        Assert.Equal(status, response.Status);
        Assert.Equal("close", response.Headers["Connection"]);
    }

    [Theory]
    [InlineData("PUT /shop/stage", "Content-Type: application/json\r\n", 405)]
    [InlineData("POST /shop/stage", "Content-Type: text/plain\r\n", 415)]
    public async Task Refusal_of_a_body_that_can_be_drained_leaves_the_connection_open(string request, string fields, int status)
    {
        await using var host = await StartAsync();
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync($"{request} HTTP/1.1\r\nHost: x\r\n{fields}Content-Length: 2\r\n\r\n{{}}");

        var response = RawResponse.Parse(await connection.ReadResponseAsync());

        Assert.Equal(status, response.Status);
        Assert.False(response.Headers.ContainsKey("Connection"));
    }

    private static Task<KestrelHost> StartAsync() => KestrelHost.StartAsync(
        contract: text => text.Replace("credential, key, route, method, body", "route, method, credential, key, body", StringComparison.Ordinal).Replace(
            "  rate: {",
            "  media: { status: 415, when: [request.media_type, request.encoding], message: \"{problem}\", meaning: Type., fix: Send JSON., retry: never }\n "
                + " rate: {",
            StringComparison.Ordinal),
        operations: shop =>
        {
            BodyOperations.Map(shop);
            shop.MapPost("/accepting", () => "never").AllowAnonymous().Accepts<string>("application/json");

            // Without it no body of this size would come as far as the guards.
            shop.MapPost("/large", () => "never").MaxBody(200_000_000);
            shop.MapPost("/closed", () => "never");
        });
}
