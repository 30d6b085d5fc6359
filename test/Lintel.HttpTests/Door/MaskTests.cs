using System.Text;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Door;

public sealed class MaskTests
{
    [Theory]
    [InlineData("path")]
    [InlineData("method")]
    [InlineData("id")]
    [InlineData("parted id")]
    [InlineData("body value")]
    [InlineData("body member")]
    public async Task Key_in_the_wrong_place_is_neither_echoed_nor_logged(string place)
    {
        await using var host = await DoorHost.StartAsync(
            shop => shop.MapPost("/things", (ApiCall call) => call.Body<string>()).Body(Read).RequireScope("things:read"));
        var (_, stray) = await host.IssueAsync("things:read");
        using var response = await host.SendAsync(
            place == "method" ? stray : "POST",
            place == "path" ? $"/shop/things/{stray}/x" : "/shop/things",
            host.Key,
            new StringContent(
                place switch { "body value" => $"{{\"name\":\"{stray}\"}}", "body member" => $"{{\"name\":\"a\",\"{stray}\":1}}", _ => "{}" },
                Encoding.UTF8,
                "application/json"),
            ("X-Request-Id", place switch { "id" => stray, "parted id" => stray.Insert(20, "\t"), _ => "mine" }));
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var logged = (await host.FindAsync(response.Headers.GetValues("X-Request-Id").Single()))!;

        var tail = stray[^10..];
        Assert.True((int)response.StatusCode >= 400);
        Assert.DoesNotContain(tail, body, StringComparison.Ordinal);
        Assert.DoesNotContain(tail, logged.ToString(), StringComparison.Ordinal);
        Assert.Contains("shop_***", place.StartsWith("body", StringComparison.Ordinal) ? body : logged.ToString(), StringComparison.Ordinal);
    }

    private static string Read(FieldReader fields)
    {
        var name = fields.Text("name", required: true);
        fields.Fault("name", $"must not be '{name}'");
        return string.Empty;
    }
}
