using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lintel.Console;

/// <summary>
/// The framework's handler, for the console alone. It is no scheme of the application: the first one there would become the default of its policies.
/// </summary>
internal sealed class ProviderHandler(IOptionsMonitor<OpenIdConnectOptions> options, ILoggerFactory loggers)
    : OpenIdConnectHandler(options, loggers, HtmlEncoder.Default, UrlEncoder.Default)
{
    /// <summary>The name of the options.</summary>
    public const string SchemeName = "Lintel.Console";

    private static readonly AuthenticationScheme ConsoleScheme = new(SchemeName, displayName: null, typeof(ProviderHandler));

    /// <summary>Makes the handler of a request.</summary>
    public static async Task<ProviderHandler> OfAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var handler = new ProviderHandler(services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>(), services.GetRequiredService<ILoggerFactory>());
        await handler.InitializeAsync(ConsoleScheme, http);
        return handler;
    }

    /// <summary>Says yes: the route has said so, and knows where the console is mapped.</summary>
    public override Task<bool> ShouldHandleRequestAsync() => Task.FromResult(true);
}
