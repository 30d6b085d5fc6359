using Lintel.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lintel.HttpTests.Guest;

/// <summary>Challenges and refusals by the application itself are the contract's inside an API, and its own scheme's outside.</summary>
public sealed class ChallengeTests
{
    public static TheoryData<string, bool> Challenges => new()
    {
        { "challenge", true }, { "challenge", false }, { "forbid", true }, { "forbid", false }, { "context", true }, { "context", false },
        { "named", true }, { "named", false }, { "mvc/challenge", true }, { "mvc/challenge", false }, { "mvc/forbid", true }, { "mvc/forbid", false },
    };

    [Theory]
    [MemberData(nameof(Challenges))]
    public async Task Caller_inside_an_api_is_answered_by_the_contract(string path, bool authenticationComesFirst)
    {
        await using var host = await StartAsync(authenticationComesFirst);

        var known = await host.SendAsync("GET", $"/shop/{path}", host.Key);
        var nobody = await host.SendAsync("GET", $"/shop/open/{path}");

        Assert.Equal((403, "forbidden"), (known.Status, known.Code));
        Assert.Equal((401, "unauthenticated"), (nobody.Status, nobody.Code));
        Assert.False(known.Headers.ContainsKey("Location") || nobody.Headers.ContainsKey("Location"));
        Assert.True(nobody.Headers.ContainsKey("WWW-Authenticate"));
    }

    [Theory]
    [MemberData(nameof(Challenges))]
    public async Task Caller_outside_is_sent_to_the_applications_own_page(string path, bool authenticationComesFirst)
    {
        await using var host = await StartAsync(authenticationComesFirst);

        foreach (var prefix in new[] { string.Empty, "shop/kept/" })
        {
            var answer = await host.SendAsync("GET", $"/{prefix}{path}");
            Assert.Equal(302, answer.Status);
            Assert.Contains(
                path.EndsWith("forbid", StringComparison.Ordinal) ? "/Account/AccessDenied" : "/Account/Login",
                answer.Headers["Location"],
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Application_without_authentication_is_answered_inside_and_fails_as_ever_outside()
    {
        await using var host = await GuestHost.StartAsync(MapWithoutControllers);

        var known = await host.SendAsync("GET", "/shop/forbid", host.Key);
        var outside = await host.SendAsync("GET", "/forbid");

        Assert.Equal((403, "forbidden"), (known.Status, known.Code));
        Assert.Equal(500, outside.Status);
        Assert.Contains(host.Log.Lines, line => line.Contains("Unable to find the required 'IAuthenticationService' service.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, ServiceLifetime.Scoped)]
    [InlineData(false, ServiceLifetime.Scoped)]
    [InlineData(true, ServiceLifetime.Singleton)]
    public void Service_keeps_its_lifetime(bool isAddedBefore, ServiceLifetime lifetime)
    {
        var services = new ServiceCollection();
        if (isAddedBefore)
        {
            services.TryAdd(new ServiceDescriptor(typeof(IAuthenticationService), typeof(AuthenticationService), lifetime));
        }

        services.AddLintel(lintel => GuestHost.Configure(lintel)).AddInMemoryStores();
        services.AddAuthentication();

        Assert.Equal(lifetime, services.Last(service => service.ServiceType == typeof(IAuthenticationService)).Lifetime);
    }

    private static async Task<GuestHost> StartAsync(bool authenticationComesFirst) => await GuestHost.StartAsync(
        Map,
        authenticationComesFirst ? AddServices : null,
        late: authenticationComesFirst ? null : AddServices);

    private static void AddServices(IServiceCollection services)
    {
        services.AddControllers().AddApplicationPart(typeof(ShopDoors).Assembly);
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
    }

    private static void Map(WebApplication app)
    {
        MapWithoutControllers(app);
        app.MapControllers();
    }

    private static void MapWithoutControllers(WebApplication app)
    {
        app.UseLintel();
        MapResults(app.MapGroup(string.Empty));
        MapResults(app.MapGroup("/shop/kept").OutsideContract());
        MapResults(app.MapApi("shop"));
        MapResults(app.MapApi("shop").MapGroup("/open").AllowAnonymous());
    }

    private static void MapResults(IEndpointRouteBuilder group)
    {
        group.MapGet("/challenge", () => Results.Challenge());
        group.MapGet("/forbid", () => Results.Forbid());
        group.MapGet("/context", (HttpContext http) => http.ChallengeAsync());
        group.MapGet("/named", () => Results.Challenge(null, [CookieAuthenticationDefaults.AuthenticationScheme]));
    }
}

/// <summary>Challenges as controllers make them.</summary>
public abstract class Doors : ControllerBase
{
    [HttpGet("challenge")]
    public IActionResult Ask() => Challenge();

    [HttpGet("forbid")]
    public IActionResult Refuse() => Forbid();
}

/// <summary>Inside the API.</summary>
[Route("/shop/mvc")]
public sealed class ShopDoors : Doors;

/// <summary>Inside the API, for anybody.</summary>
[Route("/shop/open/mvc"), Microsoft.AspNetCore.Authorization.AllowAnonymous]
public sealed class OpenDoors : Doors;

/// <summary>Outside.</summary>
[Route("/mvc")]
public sealed class PlainDoors : Doors;

/// <summary>Taken out of the API.</summary>
[Route("/shop/kept/mvc"), OutsideContract]
public sealed class KeptDoors : Doors;
