using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Console;
using Lintel.Management.Operators;
using Lintel.Operators;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets whoever runs an application into its console.</summary>
public static class ConsoleHostExtensions
{
    private const string Operation = "CreateSignInLinkAsync";

    /// <summary>
    /// Makes a link by which an operator signs in to the console, once and within 15 minutes, in the place of the one that they have. For a command line switch
    /// of the application, before it is run: it needs the application's services and no server. The audit log has an entry of it. Files of SQLite belong to one
    /// process, so that of an application that runs already a link is made by its management API.
    /// </summary>
    /// <param name="host">The application, with <c>AddManagement</c> and <c>AddConsole</c>.</param>
    /// <param name="address">The address that browsers reach the application by, with its path base.</param>
    /// <param name="login">The login of the operator; null for the owner who was added first, whom the first start of the application adds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The link. It is a secret while it works.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>AddConsole</c> or <c>AddManagement</c> was not called, or there is no such operator who may sign in.
    /// </exception>
    /// <exception cref="Lintel.StoreUnavailableException">The records cannot be used, or another process has the files.</exception>
    public static async Task<Uri> CreateSignInLinkAsync(
        this IHost host, Uri address, string? login = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(address);
        var services = host.Services;
        var known = services.GetService<IServiceProviderIsService>();
        if (known?.IsService(typeof(ManagementClient)) != true || !known.IsService(typeof(OperatorSignIn)))
        {
            throw new InvalidOperationException("Nobody signs in to this application. Call AddManagement() and AddConsole() on what AddLintel(...) returns.");
        }

        var stores = services.GetRequiredService<ILintelStores>();
        var command = new SignInLinkCommand(
            stores.Operators,
            stores.Audit,
            services.GetRequiredService<AuditChain>(),
            services.GetRequiredService<ApiDirectory>().Named(OperatorService.Api).Contract,
            services.GetRequiredService<TimeProvider>());
        if (await command.MakeAsync(Operation, login, cancellationToken) is not { } link)
        {
            throw new InvalidOperationException(
                login is null
                    ? "There is no owner who may sign in. Start the application once: its first start adds one."
                    : $"There is no operator with the login '{login}' who may sign in.");
        }

        var console = services.GetRequiredService<IOptions<ConsoleOptions>>().Value.Path;
        return new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}{console}/sign-in?token={link.Token}");
    }
}
