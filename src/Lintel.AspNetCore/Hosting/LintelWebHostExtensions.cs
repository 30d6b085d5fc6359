using Lintel.AspNetCore;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Settings of the web server, for applications that leave them to Lintel.</summary>
public static class LintelWebHostExtensions
{
    private const string StrictLineEnds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>
    /// Sets Kestrel's limits for a server on the open network: request lines and header fields of twice the largest <c>sizes</c> of the contracts (at
    /// least Kestrel's defaults), at most 200 header fields, 1,000 connections, request bodies of at least 1 KiB a second after the first 10 seconds,
    /// and header lines that end in CRLF only. They hold for the whole process. What <c>ConfigureKestrel</c> sets after this call wins.
    /// </summary>
    /// <param name="builder">The web host; <c>AddLintel</c> must be called on its services, before or after.</param>
    public static IWebHostBuilder UseLintelServerLimits(this IWebHostBuilder builder)
    {
        AppContext.SetSwitch(StrictLineEnds, isEnabled: true);
        return builder.ConfigureServices(
            services => services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, ServerLimits>()));
    }
}
