using Lintel.AspNetCore;
using Lintel.Console;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the console.</summary>
public static class ConsoleEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the console at <see cref="ConsoleOptions.Path"/>. Everything in it needs somebody who has signed in, and shows what the management API tells them;
    /// no API description has it. Needs <c>AddManagement</c> and <c>MapManagement</c>.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it whose prefix has no parameters and comes before <see cref="ConsoleOptions.Path"/>.</param>
    /// <returns>All endpoints of the console, for conventions such as <c>RequireHost</c> and <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddConsole</c> or <c>AddManagement</c> was not called.</exception>
    public static IEndpointConventionBuilder MapConsole(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(ManagementClient)) != true)
        {
            throw new InvalidOperationException("The console is not among the services. Call AddConsole() on what AddLintel(...) returns.");
        }

        var apis = services.GetRequiredService<ApiDirectory>();
        if (apis.All.All(runtime => runtime.Contract.Api != Contract.Default.Api))
        {
            throw new InvalidOperationException("The console shows what the management API tells. Call AddManagement() on what AddLintel(...) returns.");
        }

        var path = services.GetRequiredService<IOptions<ConsoleOptions>>().Value.Path;
        var place = new ConsolePlace(services.GetRequiredService<PublicOrigins>(), path);
        var console = endpoints.MapGroup(path).ExcludeFromDescription().OutsideContract();
        ((IEndpointConventionBuilder)console).Finally(OpenPages.OpenUnlessAuthorized);
        console.AddEndpointFilter((context, next) => EnterAsync(context, next, apis));
        ConsoleFiles.All.Map(console);
        SignInPages.Map(console, place, services.GetService<ProviderOptions>() is not null);
        ConsoleSections.Map(console, place);
        return console;
    }

    /// <summary>Answers where the management API does: on a port that is not its own there is no console.</summary>
    private static ValueTask<object?> EnterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, ApiDirectory apis)
    {
        var http = context.HttpContext;
        if (apis.IsClosed(apis.Named(Contract.Default.Api), http))
        {
            return ValueTask.FromResult<object?>(Results.NotFound());
        }

        http.Features.Set(QuietRequest.ForPage);
        return next(context);
    }
}
