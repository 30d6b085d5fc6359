using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Requests;
using Lintel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Door;

/// <summary>Contracts with more than one JSON object, through the real server.</summary>
public sealed class EnvelopeLanguageTests
{
    [Fact]
    public async Task Refusal_with_the_status_200_is_one_in_the_log_and_gives_its_charge_back()
    {
        await using var host = await StartAsync(
            contract => contract
                .Replace("status: 409, message: \"{what}", "status: 200, because: The format has it so., message: \"{what}", StringComparison.Ordinal)
                .Replace("allow: 50", "allow: 1, charge: success", StringComparison.Ordinal));

        using var first = await host.SendAsync("POST", "/shop/orders", host.Key);
        using var second = await host.SendAsync("POST", "/shop/orders", host.Key);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal("no-store", second.Headers.CacheControl?.ToString());
        Assert.StartsWith("""{"code":"sold_out","message":"Tea is sold out.","status":200,""", await TextOf(second), StringComparison.Ordinal);
        Assert.Empty(await ContractCheck.FaultsOfAsync(ContractOf(host), second));
        var entry = await host.FindAsync(IdOf(first));
        Assert.Equal((200, "sold_out", RequestTraffic.Refused), (entry!.Status, entry.Code, entry.Traffic));
    }

    [Fact]
    public async Task Status_of_the_application_keeps_to_a_format_that_answers_errors_with_200()
    {
        await using var host = await StartAsync(
            contract => contract.Replace("not_found: { status: 404,", "not_found: { status: 200, because: So.,", StringComparison.Ordinal));

        using var response = await host.SendAsync("GET", "/shop/bare/404", host.Key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("{\"code\":\"not_found\"", await TextOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declared_header_fields_stand_on_refusals_of_the_guards_of_handlers_and_of_the_server()
    {
        await using var host = await StartAsync(
            contract => contract.Replace(
                "envelope:",
                "headers: { X-Error-Code: $code, X-At: $timestamp.seconds, Link: '<$type>; rel=\"help\"' }\nenvelope:",
                StringComparison.Ordinal));
        using var guard = await host.SendAsync("GET", "/shop/things");
        using var handler = await host.SendAsync("POST", "/shop/orders", host.Key);
        var server = await new RawClient(new IPEndPoint(IPAddress.Loopback, host.Address.Port)).SendForBytesAsync(
            Encoding.ASCII.GetBytes("GET /shop/things HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));

        Assert.Equal("unauthenticated", guard.Headers.GetValues("X-Error-Code").Single());
        Assert.Equal($"<{host.Address}docs/shop/errors/sold_out>; rel=\"help\"", handler.Headers.GetValues("Link").Single());
        Assert.Equal(host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(), handler.Headers.GetValues("X-At").Single());
        Assert.Contains("\r\nX-Error-Code: malformed\r\n", server, StringComparison.Ordinal);
        Assert.Empty(await ContractCheck.FaultsOfAsync(ContractOf(host), handler));
    }

    [Theory]
    [InlineData("application/xml", "application/xml")]
    [InlineData("application/xml;q=0.5, application/json;q=0.4", "application/xml")]
    [InlineData("application/xml;q=0.4, */*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/html", "application/json")]
    [InlineData("nonsense", "application/json")]
    [InlineData("application/json;q=0, application/xml;q=0.1", "application/xml")]
    public async Task Accept_chooses_the_media_type(string accept, string type)
    {
        await using var host = await StartAsync(
            contract => contract.Replace("envelope:", "contentType: [application/json, application/xml]\nenvelope:", StringComparison.Ordinal));

        using var response = await host.SendAsync("POST", "/shop/orders", host.Key, headers: ("Accept", accept));

        Assert.Equal(type, response.Content.Headers.ContentType?.ToString());
        Assert.Contains("Accept", response.Headers.Vary);
        Assert.StartsWith(
            type == "application/json" ? "{\"code\":\"sold_out\"" : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error><code>sold_out</code>",
            await TextOf(response),
            StringComparison.Ordinal);
        Assert.Empty(await ContractCheck.FaultsOfAsync(ContractOf(host), response));
    }

    [Fact]
    public async Task What_is_said_of_the_request_is_of_this_one_and_has_no_secret()
    {
        await using var host = await StartAsync(
            contract => contract.Replace(
                "envelope: { code: $code,",
                "envelope: { code: $code, m: $method, p: $path, i: $instance, t: $traceId?, at: $timestamp,",
                StringComparison.Ordinal));

        using var first = await host.SendAsync("POST", "/shop/a%20b?c=d", host.Key);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var second = await host.SendAsync("PUT", $"/shop/{host.Key}", host.Key);

        Assert.Contains("\"m\":\"POST\",\"p\":\"/shop/a b\",\"i\":\"/shop/a%20b\",", await TextOf(first), StringComparison.Ordinal);
        Assert.Contains($"\"at\":\"{host.Clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}\"", await TextOf(second), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Key, await TextOf(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_sent_for_faulty_fields_is_echoed_where_the_contract_says_so()
    {
        await using var host = await DoorHost.StartAsync(
            shop => shop.MapPost("/parts", (Body<Part> part) => Results.Json(part.Value)).Body<Part>().Query<Paging>(),
            contract: contract => contract
                .Replace("fieldErrors: { form: list }", "fieldErrors: { form: list, echo: true }", StringComparison.Ordinal)
                .Replace(
                    "envelope: { code: $code,",
                    "envelope: { code: $code, sent: [ { $each: faults, f: $fault.path, v: $fault.value } ],",
                    StringComparison.Ordinal));
        var body = $$"""{"count":"many","sizes":[1,"big",{"a":1}],"note":"{{host.Key}}","unknown":true}""";

        using var response = await host.SendAsync("POST", "/shop/parts?page=x", host.Key, new StringContent(body, Encoding.UTF8, "application/json"));

        var text = await TextOf(response);
        Assert.Contains("{\"f\":\"page\",\"v\":\"x\"}", text, StringComparison.Ordinal);
        Assert.Contains("{\"f\":\"count\",\"v\":\"many\"},{\"f\":\"sizes[1]\",\"v\":\"big\"},{\"f\":\"sizes[2]\",\"v\":null}", text, StringComparison.Ordinal);
        Assert.Contains("{\"f\":\"unknown\",\"v\":true}", text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Key, text, StringComparison.Ordinal);
    }

    private static Task<DoorHost> StartAsync(Func<string, string> contract) => DoorHost.StartAsync(ShopOperations.Map, contract: contract);

    private static Contract ContractOf(DoorHost host) =>
        host.Services.GetRequiredService<IOptions<LintelOptions>>().Value.Contracts.Single(contract => contract.Api == "shop");

    private static Task<string> TextOf(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static string IdOf(HttpResponseMessage response) => response.Headers.GetValues("X-Request-Id").Single();

    private sealed record Part(int Count, IReadOnlyList<int> Sizes, [property: StringLength(5)] string Note);

    private sealed record Paging(int Page);
}
