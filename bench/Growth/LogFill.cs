using System.Net;
using Lintel.Requests;
using Lintel.Sqlite;

namespace Lintel.Bench.Growth;

/// <summary>Fills the request log of a folder with what four weeks of one API leave in it, for bench/console.</summary>
/// <param name="rows">The number of entries.</param>
/// <param name="end">The moment of the last one.</param>
internal sealed class LogFill(long rows, DateTimeOffset end)
{
    // As many as are counted apart in an hour.
    private const int Keys = 500;

    private static readonly TimeSpan Length = TimeSpan.FromDays(28);
    private static readonly RequestLogOptions Defaults = new();
    private static readonly string[] Operations = ["me", "metrics", "events", "goals", "alerts", "reports", "visitors", "websites"];

    private static readonly (int Status, string Code, Condition Condition)[] Errors =
    [
        (403, "insufficient_scope", Condition.ScopeMissing), (429, "rate_limit_exceeded", Condition.RateExceeded),
        (404, "not_found", Condition.RouteUnknown), (500, "internal_error", Condition.ServerError),
    ];

    public async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        await using var stores = await SqliteStores.OpenAsync(folder);
        var batch = new List<RequestRecord>(Defaults.BatchSize);
        for (var row = 0L; row < rows; row++)
        {
            batch.Add(RecordOf(row));
            if (batch.Count == Defaults.BatchSize || row == rows - 1)
            {
                await stores.RequestLog.AppendAsync(batch, cancellationToken);
                batch.Clear();
            }
        }
    }

    // One in ten is refused or fails.
    private RequestRecord RecordOf(long row)
    {
        var at = end - Length + (Length * ((double)(row + 1) / rows));
        var key = row * 7919 % Keys;
        var operation = Operations[row % Operations.Length];
        var record = new RequestRecord
        {
            Id = $"req_{(long)(at - RequestIdTime.Epoch).TotalSeconds:x8}{row:x8}",
            At = at,
            Api = "pixel",
            Operation = $"pixel.{operation}",
            Method = "GET",
            Route = $"/pixel/api/v1/pixel/{operation}",
            Status = 200,
            KeyId = $"key_{key:D20}",
            AccountId = $"acct_{key / 10:D20}",
            Address = new IPAddress([192, 0, 2, (byte)(row % 200)]),
            Duration = TimeSpan.FromMicroseconds(50 + (row % 1_000)),
            ResponseBytes = 99,
        };
        if (row % 10 != 0)
        {
            return record;
        }

        var (status, code, condition) = Errors[row / 10 % Errors.Length];
        return record with { Status = status, Code = code, Refusal = Refusal.For(condition) };
    }
}
