using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Errors;

/// <summary>Keeps what Lintel and the server log.</summary>
internal sealed class ListLogger : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Text)> _lines = new();

    public IEnumerable<string> All => _lines.Select(line => line.Text);

    public IReadOnlyList<string> Of(LogLevel level) =>
        [.. _lines.Where(line => line.Level == level && line.Category.StartsWith("Lintel", StringComparison.Ordinal)).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ListLogger owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner._lines.Enqueue((logLevel, category, formatter(state, exception)));
    }
}
