using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.HttpTests.Guest;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>The management API on a port of its own: the connection tells the port, whatever the header Host says.</summary>
public sealed class ManagementPortTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Own_port_answers_it_and_no_other_api_and_every_other_port_knows_no_path_of_it()
    {
        await using var host = await LintelHost.StartAsync(
            new LintelHostOptions { Demo = false, Settings = { ["Lintel__ManagementPort"] = "0" } });
        var (outside, own) = (host.BaseUrl, host.ManagementUrl);
        Assert.NotEqual(outside, own);
        foreach (var path in (string[])[
            "/lintel/v1/status", "/LINTEL/v1/status", "/%6Cintel/v1/status", "/lintel", "/lintel/v1/nothing",
            "/console", "/CONSOLE/keys", "/console/sign-in", "/console/console.css"])
        {
            foreach (var named in (string[])[outside, own])
            {
                var answer = await GetAsync(host, outside, path, new Uri(named).Authority);
                Assert.True(answer == (HttpStatusCode.NotFound, "not_found"), $"{path}: {answer}");
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, own, "/lintel/v1/status", "shop.example")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, own, "/console/sign-in", "shop.example")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), await GetAsync(host, own, "/pixel/api/v1/pixel/me"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(host, outside, "/pixel/api/v1/pixel/me")).Status);
        foreach (var address in (string[])[outside, own])
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, address, "/docs")).Status);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, address, "/healthz")).Status);
        }

        var link = await File.ReadAllTextAsync(Path.Combine(host.DataDirectory, "sign-in.url"), Token);
        Assert.StartsWith($"{own}/console/sign-in?token=", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_answers_its_own_404_on_another_port()
    {
        await using var guest = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapManagement(port: 1);
                app.MapConsole();
            },
            options: lintel => lintel.Contracts.Add(Contract.Default),
            late: services => services.AddLintel().AddConsole());

        foreach (var path in (string[])["/lintel/v1/status", "/console", "/console/sign-in", "/console/console.css"])
        {
            using var response = await guest.Client.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
        }
    }

    private static async Task<(HttpStatusCode Status, string? Code)> GetAsync(LintelHost host, string address, string path, string? named = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.OperatorToken);
        request.Headers.Host = named;
        using var response = await host.Client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, text.StartsWith('{') ? (string?)JsonNode.Parse(text)!["code"] : null);
    }
}
