using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lintel.GuestTests;

/// <summary>Keeps the categories and event ids of what is logged at the level of production.</summary>
public sealed class EventLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _events = new();

    /// <summary>Takes the events since the last time, in their order.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_events.TryDequeue(out var item))
        {
            taken.Add(item);
        }

        return taken;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(EventLog owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner._events.Enqueue($"{logLevel} {category}[{eventId.Id}]");
            }
        }
    }
}
