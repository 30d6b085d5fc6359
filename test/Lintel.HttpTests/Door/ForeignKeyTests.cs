using System.Net;
using System.Text;
using Lintel.AspNetCore;
using Lintel.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Door;

/// <summary>Imported keys in the Authorization header, beside the answers for headers that cannot be read.</summary>
public sealed class ForeignKeyTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(shop =>
    {
        shop.MapGet("/things", (ApiKey key) => key.Name).RequireScope("things:read");
        shop.MapGet("/stream", (ApiKey key) => key.Name).RequireScope("things:read").AcceptsCredentialInQuery();
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("a")]
    [InlineData("legacy, with a comma")]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("Bearer x")]
    public async Task Imported_key_opens_whatever_its_text(string text)
    {
        await ImportAsync(text);

        Assert.Equal((HttpStatusCode.OK, "foreign"), await SendAsync($"Bearer {text}"));
        Assert.Equal((HttpStatusCode.OK, "foreign"), await SendAsync($"bearer   {text}"));
        using var query = await _host.SendAsync("GET", $"/shop/stream?access_token={Uri.EscapeDataString(text)}");
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
    }

    [Theory]
    [InlineData("Bearer nonsense", "bad_key")]
    [InlineData("Bearer a, b", "unauthenticated")]
    [InlineData("Bearer a, Bearer b", "unauthenticated")]
    [InlineData("Bearer shop_live_x,", "unauthenticated")]
    [InlineData("Basic YTpi, Bearer imported", "unauthenticated")]
    [InlineData("Basic imported", "unauthenticated")]
    [InlineData("Bearer", "unauthenticated")]
    [InlineData("imported", "unauthenticated")]
    public async Task Header_that_opens_nothing_is_answered_as_before_the_first_import(string header, string code)
    {
        var before = await SendAsync(header);
        await ImportAsync("imported");

        Assert.Contains($"\"code\":\"{code}\"", before.Body, StringComparison.Ordinal);
        Assert.Equal(before, await SendAsync(header));
    }

    [Fact]
    public async Task Imported_key_beside_another_header_line_is_malformed()
    {
        await ImportAsync("imported");

        using var response = await _host.SendAsync(
            "GET",
            "/shop/things",
            null,
            null,
            ("Authorization", "Bearer imported"),
            ("Authorization", "Bearer imported"));

        Assert.Contains("unauthenticated", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_that_open_nothing_count_as_failed_authentications()
    {
        await ImportAsync("imported");
        for (var i = 0; i < 600; i++)
        {
            await SendAsync($"Bearer nonsense, {i}");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync("Bearer nonsense")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("Bearer imported")).Status);
    }

    private async Task ImportAsync(string text)
    {
        Assert.True(KeyDigest.TryCompute(text, out var digest));
        var key = new ForeignKey { Digest = digest, Key = new NewKey { AccountId = _host.AccountId, Name = "foreign", Scopes = ["things:read"] } };
        Assert.IsType<KeyImportResult.Done>(
            await _host.Services.GetRequiredService<KeyImporter>().ImportAsync([key], default, TestContext.Current.CancellationToken));
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string header)
    {
        using var response = await _host.SendAsync("GET", "/shop/things", null, null, ("Authorization", header));
        var body = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, body.Replace(response.Headers.GetValues("X-Request-Id").Single(), string.Empty, StringComparison.Ordinal));
    }
}
