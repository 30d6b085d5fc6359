using System.Diagnostics;
using System.Text;
using Lintel.Contracts;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Makes Kestrel leave refusals to the contracts: its own limits are raised well above theirs, and what it refuses all the same is answered in the
/// contract's words.
/// </summary>
internal sealed class KestrelSetup(ApiDirectory apis, DiagnosticListener diagnostics, ServerRefusals refusals) : IConfigureOptions<KestrelServerOptions>
{
    private const int Margin = 4;
    private const int SmallestRequestLine = 64 * 1024;
    private const int SmallestHeaders = 256 * 1024;
    private const int ShortestHeaderField = 4;

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;

        // UTF-8 is Kestrel's default, and it refuses a field that is not; Latin-1 lets every byte through to whoever reads the field.
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        options.ConfigureEndpointDefaults(endpoint => endpoint.Use(Watch));
        Raise(options.Limits);
        refusals.ListenTo(diagnostics);
    }

    private void Raise(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = Math.Max(SmallestRequestLine, Margin * Largest(sizes => sizes.Uri));
        limits.MaxRequestHeadersTotalSize = Math.Max(SmallestHeaders, Margin * Largest(sizes => sizes.Headers));
        limits.MaxRequestHeaderCount = limits.MaxRequestHeadersTotalSize / ShortestHeaderField;
        limits.MaxRequestBodySize = null;
        limits.MaxRequestBufferSize = Math.Max(
            limits.MaxRequestBufferSize ?? long.MaxValue, Math.Max(limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize));
    }

    private int Largest(Func<SizeLimits, int> size) => apis.All.Append(apis.Outside).Max(runtime => size(runtime.Contract.Sizes));

    private static ConnectionDelegate Watch(ConnectionDelegate next) => async connection =>
    {
        var watched = new WatchedConnection(connection);
        await next(watched);
        if (watched.IsStillSending)
        {
            await RestOfRequest.DiscardAsync(connection.Transport.Input, TimeProvider.System);
        }
    };
}
