using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Door;

/// <summary>A success that was given to a credential is for that caller alone.</summary>
public sealed class SuccessFieldTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(shop =>
    {
        shop.MapGet("/plain", () => Results.Json(new { ok = true }));
        shop.MapGet("/empty", () => Results.NoContent());
        shop.MapGet("/streamed", async (HttpResponse response) =>
        {
            await response.WriteAsync("a");
            await response.Body.FlushAsync();
            await response.WriteAsync("b");
        });
        shop.MapGet("/cached", (HttpResponse response) =>
        {
            response.Headers.CacheControl = "private, max-age=60";
            return "a";
        });
        shop.MapGet("/varied", (HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=60";
            response.Headers.Vary = "Accept";
            return "a";
        });
        shop.MapGet("/typed", (HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-store, private";
            response.Headers.XContentTypeOptions = "nosniff";
            return "a";
        });
        shop.MapGet("/open", () => "a").AllowAnonymous();
        shop.MapGet("/missing", () => Results.NotFound());
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/shop/plain", "no-store", "")]
    [InlineData("/shop/empty", "no-store", "")]
    [InlineData("/shop/streamed", "no-store", "")]
    [InlineData("/shop/cached", "private, max-age=60", "Authorization")]
    [InlineData("/shop/varied", "public, max-age=60", "Accept, Authorization")]
    [InlineData("/shop/typed", "no-store, private", "")]
    public async Task Success_with_a_credential_is_kept_from_other_callers(string path, string cache, string vary)
    {
        using var response = await _host.SendAsync("GET", path, _host.Key);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(cache.Split(", ").Order(), (response.Headers.CacheControl?.ToString() ?? string.Empty).Split(", ").Order());
        Assert.Equal(vary, string.Join(", ", response.Headers.Vary));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Success_without_a_credential_is_left_as_it_is()
    {
        using var response = await _host.SendAsync("GET", "/shop/open");

        Assert.Null(response.Headers.CacheControl);
        Assert.Empty(response.Headers.Vary);
        Assert.False(response.Headers.Contains("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Error_keeps_the_fields_of_errors()
    {
        using var response = await _host.SendAsync("GET", "/shop/missing", _host.Key);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Empty(response.Headers.Vary);
    }
}
