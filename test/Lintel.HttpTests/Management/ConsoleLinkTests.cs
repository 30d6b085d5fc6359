using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Management;

/// <summary>An application with the packages makes a sign-in link by a switch of its own.</summary>
public sealed class ConsoleLinkTests
{
    private static readonly Uri Address = new("https://api.example.com/base/");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_makes_a_link_for_its_owner_before_it_runs()
    {
        using var folder = new TemporaryFolder();
        await using (var first = Build(folder))
        {
            var none = await Assert.ThrowsAsync<InvalidOperationException>(() => first.CreateSignInLinkAsync(Address, cancellationToken: Token));
            Assert.StartsWith("There is no owner who may sign in.", none.Message, StringComparison.Ordinal);
            await first.StartAsync(Token);
            await first.StopAsync(Token);
        }

        Uri link;
        await using (var command = Build(folder))
        {
            link = await command.CreateSignInLinkAsync(Address, cancellationToken: Token);
            var nobody = await Assert.ThrowsAsync<InvalidOperationException>(() => command.CreateSignInLinkAsync(Address, "nobody", Token));
            Assert.Equal("There is no operator with the login 'nobody' who may sign in.", nobody.Message);
        }

        Assert.StartsWith("https://api.example.com/base/console/sign-in?token=lintelses_", link.AbsoluteUri, StringComparison.Ordinal);
        await using var app = Build(folder);
        await app.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var response = await client.PostAsJsonAsync("/lintel/v1/operators/sign-in", new { token = link.Query["?token=".Length..] }, Token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var signedIn = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        Assert.Equal("owner", (string?)signedIn["operator"]!["role"]);
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {signedIn["token"]}");
        Assert.Contains("CreateSignInLinkAsync", await client.GetStringAsync("/lintel/v1/audit", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_without_a_console_is_told_what_it_lacks()
    {
        using var folder = new TemporaryFolder();
        await using var app = Build(folder, hasConsole: false);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => app.CreateSignInLinkAsync(Address, cancellationToken: Token));

        Assert.Contains("Call AddManagement() and AddConsole()", refused.Message, StringComparison.Ordinal);
    }

    private static WebApplication Build(TemporaryFolder folder, bool hasConsole = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var lintel = builder.Services
            .AddLintel(options => options.Contracts.Add(Contracts.ContractReader.Read(DoorHost.Contract, "shop.yaml")))
            .AddSqlite(folder.Path)
            .AddManagement();
        if (hasConsole)
        {
            lintel.AddConsole();
        }

        var app = builder.Build();
        app.UseLintel();
        app.MapManagement();
        if (hasConsole)
        {
            app.MapConsole();
        }

        return app;
    }
}
