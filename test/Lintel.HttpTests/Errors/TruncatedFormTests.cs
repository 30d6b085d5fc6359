using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Errors;

/// <summary>A form whose content ends too early is the client's fault, whoever reads it.</summary>
public sealed class TruncatedFormTests
{
    private const string Ends = "The form ends before its last boundary.";

    [Theory]
    [InlineData("/shop/file", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf", Ends)]
    [InlineData("/shop/file", "--b\r\nContent-Disposition: form-data; na", Ends)]
    [InlineData("/shop/file", "--b", Ends)]
    [InlineData("/shop/form", "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalf", Ends)]
    [InlineData("/shop/mapped-alone", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf", Ends)]
    [InlineData("/shop/by-hand", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf", Ends)]
    [InlineData("/shop/sections", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf", Ends)]
    [InlineData("/shop/caught", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf", Ends)]
    [InlineData("/shop/parcels/file", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf", Ends)]
    [InlineData(
        "/shop/by-hand",
        "--b\r\nContent-Disposition: form-data; name=\"file\"\r\nX-1: 1\r\nX-2: 2\r\nX-3: 3\r\n\r\na\r\n--b--",
        "A part of the form has too many header fields; at most 3 are accepted.")]
    public async Task Form_that_ends_too_early_is_malformed(string path, string form, string message)
    {
        await using var host = await ErrorsHost.StartAsync(
            shop =>
            {
                Map(shop);
                shop.MapControllers();
            },
            services: services =>
            {
                services.Configure<FormOptions>(options => options.MultipartHeadersCountLimit = 3);
                services.AddControllers().AddApplicationPart(typeof(ParcelsController).Assembly);
            },
            after: app => app.MapPost("/shop/mapped-alone", (IFormFile file) => file.Length).DisableAntiforgery());
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");

        using var response = await host.SendAsync("POST", path, content);

        Assert.Equal(message, (await ErrorsHost.AssertEnvelope(response, 400, "malformed")).GetProperty("message").GetString());
        Assert.Equal(Condition.RequestMalformed.ToString(), (await host.FindAsync(response)).Condition);
        Assert.Empty(host.Logs.Of(LogLevel.Error));
    }

    [Fact]
    public async Task Bad_request_of_a_handler_that_has_read_its_form_is_its_own()
    {
        await using var host = await ErrorsHost.StartAsync(Map);

        using var read = await host.SendAsync("POST", "/shop/refusing", new MultipartFormDataContent { { new StringContent("v"), "text" } });
        using var unread = await host.SendAsync("POST", "/shop/refusing-unread", new MultipartFormDataContent { { new StringContent("v"), "text" } });

        Assert.Equal("The request is not valid.", (await ErrorsHost.AssertEnvelope(read, 400, "malformed")).GetProperty("message").GetString());
        Assert.Equal("The request is not valid.", (await ErrorsHost.AssertEnvelope(unread, 400, "malformed")).GetProperty("message").GetString());
    }

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapPost("/file", (IFormFile file) => file.Length).DisableAntiforgery();
        shop.MapPost("/form", ([FromForm] string text) => text).DisableAntiforgery();
        shop.MapPost("/by-hand", async (HttpRequest request) => (await request.ReadFormAsync()).Count);
        shop.MapPost("/refusing", async (HttpRequest request) => (await request.ReadFormAsync()).Count > 0 ? Results.BadRequest() : Results.Ok());
        shop.MapPost("/refusing-unread", () => Results.BadRequest());
        shop.MapPost("/caught", async (HttpRequest request) =>
        {
            try
            {
                return Results.Ok((await request.ReadFormAsync()).Count);
            }
            catch (IOException)
            {
                return Results.BadRequest();
            }
        });
        shop.MapPost("/sections", async (HttpRequest request) =>
        {
            var reader = new MultipartReader("b", request.Body);
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                await section.Body.CopyToAsync(Stream.Null);
            }

            return "whole";
        });
    }
}
