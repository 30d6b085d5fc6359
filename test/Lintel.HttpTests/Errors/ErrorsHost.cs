using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Errors;

/// <summary>The tests' own API with definitions for a status and for time-outs, and a log that can be read.</summary>
internal sealed class ErrorsHost : IAsyncDisposable
{
    private readonly DoorHost _door;

    private ErrorsHost(DoorHost door, ListLogger logs)
    {
        _door = door;
        Logs = logs;
    }

    public ListLogger Logs { get; }

    public HttpClient Client => _door.Client;

    public string Key => _door.Key;

    public IServiceProvider Services => _door.Services;

    public static async Task<ErrorsHost> StartAsync(
        Action<RouteGroupBuilder> map,
        Action<LintelOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? before = null,
        Action<WebApplication>? after = null)
    {
        var logs = new ListLogger();
        var door = await DoorHost.StartAsync(
            map,
            configure,
            collection =>
            {
                collection.AddLogging(logging => logging.AddProvider(logs));
                services?.Invoke(collection);
            },
            contract => contract + """

                  gone: { status: 410, when: http.410, message: "{problem}", meaning: Gone., fix: Stop., retry: never }
                  slow: { status: 504, when: server.timeout, message: It took too long., meaning: Slow., fix: Wait., retry: never }
                """,
            before: before,
            after: after);
        return new ErrorsHost(door, logs);
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? content = null, params (string Name, string Value)[] headers) =>
        _door.SendAsync(method, path, _door.Key, content, headers);

    public async Task<string> CauseOf(HttpResponseMessage response) => (await FindAsync(response)).Cause ?? string.Empty;

    /// <summary>The log entry of a response. A success is logged after it was sent, so that it may not be there yet.</summary>
    public async Task<RequestLogEntry> FindAsync(HttpResponseMessage response)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (await _door.FindAsync(IdOf(response)) is { } entry)
            {
                return entry;
            }
        }
    }

    /// <summary>The log entry of the only request, which may have ended without a response.</summary>
    public async Task<RequestLogEntry> OnlyAsync()
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
            if ((await _door.Stores.RequestLog.SearchAsync(new RequestLogQuery(), CancellationToken.None)).Entries is [var entry])
            {
                return entry;
            }
        }
    }

    /// <summary>Holds a response to be the contract's envelope, whole.</summary>
    public static async Task<JsonElement> AssertEnvelope(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        var body = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.Equal(IdOf(response), body.GetProperty("id").GetString());
        Assert.False(string.IsNullOrWhiteSpace(body.GetProperty("message").GetString()));
        return body;
    }

    public static string IdOf(HttpResponseMessage response) => response.Headers.GetValues("X-Request-Id").Single();

    public ValueTask DisposeAsync() => _door.DisposeAsync();
}
