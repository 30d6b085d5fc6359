using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Errors;

/// <summary>No line that Lintel logs has a caller's key in it, whatever an exception says.</summary>
public sealed class MaskedLogTests
{
    [Theory]
    [InlineData("message", "cannot parse")]
    [InlineData("inner", "cannot parse")]
    [InlineData("data", "was not readable")]
    [InlineData("odd", "OddException")]
    [InlineData("mapped", "no answer for")]
    [InlineData("cut", "was cut after")]
    public async Task Exception_of_a_handler_is_logged_without_the_key(string path, string expected)
    {
        var log = new LogCapture();
        await using var host = await StartAsync(log);

        await TrySendAsync(host, path);

        AssertMasked(host, log, expected);
    }

    [Fact]
    public async Task Failure_of_an_exception_handler_is_logged_without_the_key()
    {
        var log = new LogCapture();
        await using var host = await StartAsync(log, services => services.AddSingleton<IExceptionHandler, Failing>());

        await TrySendAsync(host, "message");

        AssertMasked(host, log, "an exception handler of the application failed itself");
    }

    [Fact]
    public async Task Exception_without_a_secret_is_logged_itself()
    {
        var log = new ExceptionLog();
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapGet("/plain", string () => throw new FormatException("plain")),
            services: services => services.AddLogging(logging => logging.AddProvider(log)));

        using var response = await host.SendAsync("GET", "/shop/plain");

        Assert.IsType<FormatException>(Assert.Single(log.Exceptions));
    }

    private static Task<ErrorsHost> StartAsync(LogCapture log, Action<IServiceCollection>? more = null) => ErrorsHost.StartAsync(
        shop =>
        {
            shop.MapGet("/message", string (HttpContext http) => throw new FormatException(Telling(http)));
            shop.MapGet("/inner", string (HttpContext http) => throw new InvalidOperationException("outer", new FormatException(Telling(http))));
            shop.MapGet("/data", string (HttpContext http) => throw new FormatException("was not readable") { Data = { ["text"] = Telling(http) } });
            shop.MapGet("/odd", string (HttpContext http) => throw new OddException(Telling(http)));
            shop.MapGet("/mapped", string (HttpContext http) => throw new HttpRequestException("no answer for " + Telling(http)));
            shop.MapGet("/cut", Cut);
        },
        services: services =>
        {
            services.AddLogging(logging => logging.AddFilter("Lintel", LogLevel.Trace).AddFilter("Microsoft", LogLevel.None).AddProvider(log));
            more?.Invoke(services);
        });

    private static async Task Cut(HttpContext http)
    {
        await http.Response.WriteAsync("half");
        await http.Response.Body.FlushAsync();
        throw new FormatException(Telling(http));
    }

    private static string Telling(HttpContext http) => $"cannot parse {http.Request.Headers.Authorization}";

    private static async Task TrySendAsync(ErrorsHost host, string path)
    {
        try
        {
            using var response = await host.SendAsync("GET", $"/shop/{path}");
        }
        catch (HttpRequestException)
        {
            // The response was cut.
        }

        // Recorded after it was logged.
        await host.OnlyAsync();
    }

    private static void AssertMasked(ErrorsHost host, LogCapture log, string expected)
    {
        var secret = host.Key[^20..];
        Assert.Contains(log.Lines, line => line.Contains(expected, StringComparison.Ordinal));
        Assert.All(log.Lines, line => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
    }

    private sealed class Failing : IExceptionHandler
    {
        public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken) =>
            throw new FormatException("handler: " + exception.Message);
    }

    private sealed class OddException(string message) : Exception(message)
    {
        public override string ToString() => throw new InvalidOperationException("odd");
    }

    private sealed class ExceptionLog : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<Exception> Exceptions { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null)
            {
                Exceptions.Enqueue(exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
