using Microsoft.AspNetCore.Routing;

namespace Lintel.Host.Startup;

/// <summary>The console answers where the management API does.</summary>
internal static class ManagementPort
{
    private const string Console = "console";

    /// <summary>Takes the console from connections at every other port, as <c>MapManagement</c> takes the management API.</summary>
    /// <param name="app">The application.</param>
    /// <param name="port">The port; null where everything answers on every port.</param>
    public static void UseManagementPort(this WebApplication app, int? port)
    {
        if (port is not { } only)
        {
            return;
        }

        app.Use((http, next) =>
        {
            if (http.Connection.LocalPort != only && http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route } && IsOfConsole(route))
            {
                http.SetEndpoint(null);
            }

            return next(http);
        });
    }

    private static bool IsOfConsole(string route)
    {
        var path = route.TrimStart('/');
        return path.StartsWith(Console, StringComparison.OrdinalIgnoreCase) && (path.Length == Console.Length || path[Console.Length] == '/');
    }
}
