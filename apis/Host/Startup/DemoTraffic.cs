using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lintel.Management.Demo;

namespace Lintel.Host.Startup;

/// <summary>
/// Sends the first requests of a store with demo data, by its own keys and through the whole front door, so that the console has something to tell from the
/// first minute on.
/// </summary>
/// <param name="baseUrl">Where the process answers, without a trailing slash.</param>
/// <param name="demo">Keys and ids.</param>
/// <param name="logger">The log.</param>
internal sealed partial class DemoTraffic(string baseUrl, DemoDocument demo, ILogger<DemoTraffic> logger)
{
    private const string Agent = "lintel-demo";

    /// <summary>Sends the requests one after the other. A process that stops, or cannot be reached at its own address, ends them.</summary>
    public async Task SendAsync(CancellationToken stopping)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        using var client = new HttpClient(handler);
        try
        {
            foreach (var request in DemoRequest.All)
            {
                await SendAsync(client, request, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The demo data are there without the rest.
        }
        catch (Exception exception)
        {
            Log.NotSent(logger, exception);
        }
    }

    private async Task SendAsync(HttpClient client, DemoRequest request, CancellationToken stopping)
    {
        for (var sent = 0; sent < request.MostTimes; sent++)
        {
            using var message = MessageOf(request);
            using var answer = await client.SendAsync(message, stopping);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return;
            }
        }
    }

    private HttpRequestMessage MessageOf(DemoRequest request)
    {
        var ids = demo.Section(request.Api)?["ids"] as JsonObject ?? [];
        var message = new HttpRequestMessage(new HttpMethod(request.Method), baseUrl + demo.Base(request.Api) + Fill(request.Path, ids));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(Agent, null));
        if (request.Credential is { } path && demo.Credential(request.Api, path) is { } credential)
        {
            // fieldservice takes its keys in a header of their own.
            var (name, value) = request.Api == "fieldservice" ? ("X-API-Key", credential) : ("Authorization", $"Bearer {credential}");
            message.Headers.Add(name, value);
        }

        if (request.Body is { } body)
        {
            message.Content = new StringContent(Fill(body, ids), Encoding.UTF8, "application/json");
        }

        return message;
    }

    private static string Fill(string text, JsonObject ids) =>
        ids.Aggregate(text, (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value?.ToString(), StringComparison.Ordinal));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The first requests of the demo data were not all sent. The demo data are there without them.")]
        public static partial void NotSent(ILogger logger, Exception exception);
    }
}
