using Lintel.Contracts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Warns at start-up where the sizes of a contract are larger than what Kestrel reads. Lintel does not raise limits of the server by itself: they
/// hold for the whole process.
/// </summary>
internal sealed partial class ServerSizeCheck(ApiDirectory apis, IOptions<KestrelServerOptions> server, ILogger<ServerSizeCheck> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var limits = server.Value.Limits;
        foreach (var contract in apis.All.Select(runtime => runtime.Contract))
        {
            if (contract.Sizes.Uri > limits.MaxRequestLineSize)
            {
                Warn(contract, "uri", contract.Sizes.Uri, nameof(limits.MaxRequestLineSize), limits.MaxRequestLineSize);
            }

            if (contract.Sizes.Headers > limits.MaxRequestHeadersTotalSize)
            {
                Warn(contract, "headers", contract.Sizes.Headers, nameof(limits.MaxRequestHeadersTotalSize), limits.MaxRequestHeadersTotalSize);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Warn(Contract contract, string size, int needed, string limit, int read) =>
        Log.ServerReadsLess(logger, contract.File, size, needed, limit, read);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{File} has `sizes: {{ {Size}: {Needed} }}`, and the server reads {Read} bytes ({Limit}). Requests in between are refused without the contract's "
                + "limit. "
            + "Add builder.WebHost.UseLintelServerLimits(), or raise {Limit} in ConfigureKestrel.")]
        public static partial void ServerReadsLess(ILogger logger, string file, string size, int needed, string limit, int read);
    }
}
