using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Webhooks;

/// <summary>A delivery as an endpoint saw it.</summary>
internal sealed record ReceivedDelivery(string Path, Dictionary<string, string> Headers, string Body);

/// <summary>A customer's endpoint: a real server on loopback that answers as the test tells it.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;
    private readonly Channel<ReceivedDelivery> _received = Channel.CreateUnbounded<ReceivedDelivery>();
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    public IServer Server => _app.Services.GetRequiredService<IServer>();

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<KestrelServerOptions>(options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.AnswerAsync);
        await app.StartAsync();
        return receiver;
    }

    public string Url(string path) => $"http://127.0.0.1:{Port}{path}";

    /// <summary>Answers a path from now on with a status.</summary>
    public void Answer(string path, int status) => Answer(path, context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    /// <summary>Answers a path from now on.</summary>
    public void Answer(string path, RequestDelegate answer) => _answers[path] = answer;

    /// <summary>The next delivery that comes, or came already.</summary>
    public async Task<ReceivedDelivery> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        return await _received.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Whether a delivery came that no test has looked at.</summary>
    public bool HasMore => _received.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        _received.Writer.TryWrite(new ReceivedDelivery(context.Request.Path, headers, body));
        if (_answers.TryGetValue(context.Request.Path, out var answer))
        {
            await answer(context);
        }
    }
}
