using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Writes one line for each request of an API to the application's log, in the place of the framework's own, which has the query in it. The category is
/// <c>Lintel.Requests</c>.
/// </summary>
internal sealed partial class RequestLines(ILoggerFactory loggers)
{
    private const string Category = "Lintel.Requests";
    private const string None = "-";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public bool IsEnabled => _logger.IsEnabled(LogLevel.Information);

    /// <param name="record">What the request log keeps of the request.</param>
    /// <param name="path">The decoded path, masked. It is escaped here, so that nobody writes line breaks into the log.</param>
    public void Write(in RequestRecord record, string path) => Log.Answered(
        _logger,
        record.Method,
        path.StartsWith('/') ? new PathString(path).ToUriComponent() : None,
        record.Status,
        record.Code ?? None,
        record.Duration.TotalMilliseconds,
        record.Id,
        record.KeyId ?? None,
        record.AccountId ?? None);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "{Method} {Path} was answered by {Status} {Code} in {Duration:0.000} ms (request {RequestId}, key {KeyId}, account {AccountId}).",
            SkipEnabledCheck = true)]
        public static partial void Answered(
            ILogger logger, string method, string path, int status, string code, double duration, string requestId, string keyId, string accountId);
    }
}
