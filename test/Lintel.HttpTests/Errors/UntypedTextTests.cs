using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Errors;

/// <summary>An error's text that a handler writes by hand, without saying what it is.</summary>
public sealed class UntypedTextTests
{
    [Theory]
    [InlineData("gone since May", "gone since May")]
    [InlineData("  gone\nsince May ", "gone since May")]
    [InlineData("{\"detail\":\"gone since May\"}", "gone since May")]
    [InlineData("\"gone since May\"", "gone since May")]
    [InlineData("[draft] was taken away", "[draft] was taken away")]
    [InlineData("<!DOCTYPE html><p>gone</p>", "What was asked for is no longer available.")]
    [InlineData(" <p>gone</p>", "What was asked for is no longer available.")]
    [InlineData("{\"detail\":", "What was asked for is no longer available.")]
    [InlineData("[1, 2", "What was asked for is no longer available.")]
    [InlineData("   ", "What was asked for is no longer available.")]
    public async Task Text_without_a_content_type_is_the_message_unless_it_is_json_or_markup(string text, string message)
    {
        await using var host = await ErrorsHost.StartAsync(shop => shop.MapGet("/gone", async (HttpContext http) =>
        {
            http.Response.StatusCode = 410;
            await http.Response.WriteAsync(text);
        }));

        using var response = await host.SendAsync("GET", "/shop/gone");

        Assert.Equal(message, (await ErrorsHost.AssertEnvelope(response, 410, "gone")).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Bytes_without_a_content_type_that_are_no_text_are_no_message()
    {
        await using var host = await ErrorsHost.StartAsync(shop => shop.MapGet("/gone", async (HttpContext http) =>
        {
            http.Response.StatusCode = 410;
            await http.Response.Body.WriteAsync(new byte[] { 0x50, 0x4b, 0xff, 0xfe, 0x41 });
        }));

        using var response = await host.SendAsync("GET", "/shop/gone");

        Assert.Equal("What was asked for is no longer available.", (await ErrorsHost.AssertEnvelope(response, 410, "gone")).GetProperty("message").GetString());
    }
}
