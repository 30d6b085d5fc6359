using Lintel.Contracts;
using Lintel.HttpTests.Guest;
using Lintel.Management;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>The setup of the console in an application.</summary>
public sealed class ConsoleSetupTests
{
    [Fact]
    public async Task Authorization_that_is_asked_for_holds_for_every_page()
    {
        await using var host = await StartAsync(
            app => app.MapConsole().RequireAuthorization(),
            services =>
            {
                services.AddAuthentication(TokenScheme.Name).AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, null);
                services.AddAuthorization();
            });

        (string Path, int Status)[] pages =
            [("/console", 303), ("/console/sign-in", 200), ("/console/console.css", 200), ("/console/requests/tail", 303)];
        foreach (var (path, status) in pages)
        {
            Assert.Equal((path, 401), (path, (await host.SendAsync("GET", path)).Status));
            Assert.Equal((path, status), (path, (await host.SendAsync("GET", path, headers: ("X-Person", "ada"))).Status));
        }

        // The console's forms have their own protection still.
        Assert.Equal(401, (await host.SendAsync("POST", "/console/sign-in")).Status);
        Assert.Equal(403, (await host.SendAsync("POST", "/console/sign-in", headers: ("X-Person", "ada"))).Status);
    }

    [Fact]
    public async Task Added_twice_it_is_there_once_with_the_settings_of_both()
    {
        await using var host = await StartAsync(
            app => app.MapConsole(),
            late: services => services.AddLintel().AddConsole(console => console.Path = "/first").AddConsole(console => console.Path = "/desk"));

        Assert.Equal(200, (await host.SendAsync("GET", "/desk/sign-in")).Status);
        Assert.Equal(404, (await host.SendAsync("GET", "/first/sign-in")).Status);
        var names = host.Services.GetServices<IConsoleSection>().Select(section => section.Name).ToList();
        Assert.Equal(names.Distinct(), names);
    }

    private static Task<GuestHost> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection>? services = null, Action<IServiceCollection>? late = null) => GuestHost.StartAsync(
        app =>
        {
            if (services is not null)
            {
                app.UseAuthentication();
                app.UseAuthorization();
            }

            app.UseLintel();
            app.MapManagement();
            map(app);
        },
        services,
        lintel => lintel.Contracts.Add(Contract.Default),
        late ?? (added => added.AddLintel().AddConsole()));
}
