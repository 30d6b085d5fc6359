using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Guest;

/// <summary>An API with the base path / has every request that no longer base path has, and Lintel's own surfaces stay outside.</summary>
public sealed class RootTests : IAsyncLifetime
{
    private static readonly string Root = DoorHost.Contract.Replace("basePath: /shop", "basePath: /", StringComparison.Ordinal);

    private static readonly string Till = DoorHost.Contract.Replace("api: shop", "api: till", StringComparison.Ordinal)
        .Replace("basePath: /shop", "basePath: /till", StringComparison.Ordinal)
        .Replace("bad_key:", "bad_till_key:", StringComparison.Ordinal);

    private GuestHost _host = null!;
    private int _ran;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.MapGet("/", Run);
            app.MapGet("/things/{id}", Run);
            app.MapGet("/health", () => "healthy").OutsideContract();
            app.MapGet("/till/orders", Run);
            app.MapFallback(Run);
            app.MapReference();
        },
        options: lintel =>
        {
            lintel.Contracts.Clear();
            lintel.Contracts.Add(ContractReader.Read(Root, "root.yaml"));
            lintel.Contracts.Add(ContractReader.Read(Till, "till.yaml"));
        });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/things/1")]
    [InlineData("POST", "/things/1")]
    [InlineData("GET", "/nothing/here")]
    [InlineData("GET", "/things//1")]
    [InlineData("GET", "/lintel")]
    public async Task Request_without_a_key_is_refused_by_the_contract(string method, string path)
    {
        var answer = await _host.SendAsync(method, path);

        Assert.Equal((401, "unauthenticated"), (answer.Status, answer.Code));
        Assert.Equal(0, _ran);
    }

    [Theory]
    [InlineData("GET", "/", 200, null)]
    [InlineData("GET", "/things/1", 200, null)]
    [InlineData("POST", "/things/1", 405, "no_method")]
    [InlineData("GET", "/nothing/here", 404, "not_found")]
    [InlineData("GET", "/healthy", 404, "not_found")]
    [InlineData("OPTIONS", "/", 204, null)]
    public async Task Request_with_a_key_is_answered_by_the_operation_or_the_contract(string method, string path, int status, string? code)
    {
        var answer = await _host.SendAsync(method, path, _host.Key);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Longer_base_path_wins()
    {
        Assert.Equal("bad_till_key", (await _host.SendAsync("GET", "/till/orders", _host.Key)).Code);
        Assert.Equal("bad_till_key", (await _host.SendAsync("GET", "/till", _host.Key)).Code);
        Assert.Equal("not_found", (await _host.SendAsync("GET", "/tills", _host.Key)).Code);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/docs")]
    [InlineData("/docs/shop/errors/bad_key")]
    [InlineData("/docs/till/errors/bad_till_key")]
    public async Task What_is_outside_the_contract_asks_for_no_key(string path) => Assert.Equal(200, (await _host.SendAsync("GET", path)).Status);

    [Fact]
    public async Task Reference_and_the_management_api_stay_outside()
    {
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapReference();
                app.MapManagement();
            },
            late: services =>
            {
                services.Configure<Lintel.Reference.ReferenceOptions>(options => options.Path = "/help/api");
                services.AddLintel().AddManagement();
            },
            options: lintel =>
            {
                lintel.Contracts.Clear();
                lintel.Contracts.Add(ContractReader.Read(Root, "root.yaml"));
            });

        Assert.Equal(200, (await host.SendAsync("GET", "/help/api")).Status);
        Assert.Equal(404, (await host.SendAsync("GET", "/help/api/other/page")).Status);
        var management = await host.SendAsync("GET", "/lintel/v1/status");
        Assert.Equal(401, management.Status);
        Assert.NotEqual("unauthenticated", management.Code);
        Assert.Equal("unauthenticated", (await host.SendAsync("GET", "/help/other")).Code);
    }

    [Theory]
    [InlineData("GET", "/pages/about", 200, null)]
    [InlineData("GET", "/", 401, "unauthenticated")]
    [InlineData("GET", "/things/1", 401, "unauthenticated")]
    [InlineData("GET", "/till/nothing", 401, "unauthenticated")]
    public async Task Fallback_outside_the_contract_answers_what_the_api_has_no_operation_for(string method, string path, int status, string? code)
    {
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapGet("/", () => "root");
                app.MapGet("/things/{id}", (string id) => id);
                app.MapFallback(() => "page").OutsideContract();
            },
            options: lintel =>
            {
                lintel.Contracts.Clear();
                lintel.Contracts.Add(ContractReader.Read(Root, "root.yaml"));
                lintel.Contracts.Add(ContractReader.Read(Till, "till.yaml"));
            });

        var answer = await host.SendAsync(method, path);

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(status == 200, answer.Body == "page");
    }

    private string Run(HttpContext http)
    {
        Interlocked.Increment(ref _ran);
        return http.Request.Path;
    }
}
