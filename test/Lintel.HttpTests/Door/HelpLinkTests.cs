using System.Net;
using System.Text;
using Lintel.Contracts;
using Lintel.HttpTests.Guest;
using Lintel.HttpTests.Harness;
using Lintel.Reference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Door;

/// <summary>Every error names the page of its code in <c>Link</c>, where the application has mapped the reference.</summary>
public sealed class HelpLinkTests
{
    [Fact]
    public async Task Refusals_of_guards_of_handlers_and_of_the_server_name_the_page_of_their_code()
    {
        await using var host = await StartAsync();
        using var guard = await host.Client.GetAsync("/shop/things");
        using var failed = await SendAsync(host, "/shop/throw");
        using var foreign = await SendAsync(host, "/shop/foreign");
        var server = await new RawClient(new IPEndPoint(IPAddress.Loopback, host.Client.BaseAddress!.Port)).SendForBytesAsync(
            Encoding.ASCII.GetBytes("GET /shop/things HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));

        Assert.Equal(["</docs/shop/errors/unauthenticated>; rel=\"help\""], guard.Headers.GetValues("Link"));
        Assert.Equal(["</docs/shop/errors/error>; rel=\"help\""], failed.Headers.GetValues("Link"));
        Assert.Equal(["</pages/2>; rel=\"next\"", "</docs/shop/errors/conflict>; rel=\"help\""], foreign.Headers.GetValues("Link"));
        Assert.Contains("\r\nLink: </docs/shop/errors/malformed>; rel=\"help\"\r\n", server, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Successes_have_no_link()
    {
        await using var host = await StartAsync();
        using var response = await SendAsync(host, "/shop/things");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Link"));
    }

    [Fact]
    public async Task Contract_switches_the_link_off()
    {
        await using var host = await StartAsync(contract => contract.Replace("envelope:", "helpLink: false\nenvelope:", StringComparison.Ordinal));
        using var response = await host.Client.GetAsync("/shop/things");
        Assert.False(response.Headers.Contains("Link"));
    }

    [Fact]
    public async Task Link_that_a_contract_declares_stays_and_comes_first()
    {
        await using var host = await StartAsync(
            contract => contract.Replace("envelope:", "headers: { Link: '</terms>; rel=\"terms-of-service\"' }\nenvelope:", StringComparison.Ordinal));
        using var response = await host.Client.GetAsync("/shop/things");
        Assert.Equal(["</terms>; rel=\"terms-of-service\"", "</docs/shop/errors/unauthenticated>; rel=\"help\""], response.Headers.GetValues("Link"));
    }

    [Fact]
    public async Task Page_is_named_by_the_path_of_the_reference_and_the_prefix_of_the_application()
    {
        await using var host = await StartAsync(path: "/help");
        using var response = await host.Client.GetAsync("/v2/shop/things");
        Assert.Equal(["</v2/help/shop/errors/unauthenticated>; rel=\"help\""], response.Headers.GetValues("Link"));
    }

    private static Task<GuestHost> StartAsync(Func<string, string>? change = null, string path = "/docs") => GuestHost.StartAsync(
        app =>
        {
            app.UsePathBase("/v2");
            app.UseRouting();
            app.UseLintel();
            app.MapReference();
            app.MapGet("/shop/things", () => "things");
            app.MapGet("/shop/throw", IResult () => throw new InvalidOperationException("It failed."));
            app.MapGet("/shop/foreign", (HttpContext http) =>
            {
                http.Response.Headers.Link = "</pages/2>; rel=\"next\"";
                return Results.Conflict();
            });
        },
        services => services.Configure<ReferenceOptions>(options => options.Path = path),
        lintel =>
        {
            lintel.Contracts.Clear();
            lintel.Contracts.Add(ContractReader.Read((change ?? (text => text))(DoorHost.Contract), "shop.yaml"));
        });

    private static Task<HttpResponseMessage> SendAsync(GuestHost host, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", $"Bearer {host.Key}");
        return host.Client.SendAsync(request);
    }
}
