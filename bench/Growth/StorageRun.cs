using System.Net;
using Lintel.Requests;
using Lintel.Storage;

namespace Lintel.Bench.Growth;

/// <summary>Measures the request log on an engine, in this process and on all cores.</summary>
internal sealed class StorageRun(Settings settings, LogEngine engine, StepLog steps)
{
    private const int Accounts = 1_000;
    private const int LookUps = 1_000;
    private const int Searches = 20;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Refusal Refusal = Refusal.For(Condition.ScopeMissing);
    private static readonly RequestLogOptions KeepAll = new()
    {
        MaxAnonymous = long.MaxValue,
        MaxRefused = long.MaxValue,
        MaxAdmitted = long.MaxValue,
        KeepFor = TimeSpan.FromDays(10_000)
    };

    private readonly string[] _accounts = [.. Enumerable.Range(0, Accounts).Select(number => $"acct_{number:D20}")];
    private readonly string[] _keys = [.. Enumerable.Range(0, Accounts * 10).Select(number => $"key_{number:D20}")];
    private readonly IPAddress[] _addresses = [.. Enumerable.Range(0, 200).Select(number => new IPAddress([192, 0, 2, (byte)number]))];

    public async Task<StorageReport> RunAsync(CancellationToken cancellationToken)
    {
        var written = settings.LogRows / 10;
        double writerRate, cpu, appendRate;
        await using (var stores = await engine.OpenAsync())
        {
            steps.Say($"storage: {written:N0} records through the writer");
            (writerRate, cpu) = await WriteAsync(stores, written, cancellationToken);
            steps.Say($"storage: {settings.LogRows - written:N0} more into the store");
            appendRate = await AppendAsync(stores, written, cancellationToken);
        }

        var bytes = await engine.SizeAsync();
        await using (var stores = await engine.OpenAsync())
        {
            steps.Say("storage: look-ups and searches");
            return new StorageReport(
                settings.LogRows,
                Math.Round(writerRate),
                Math.Round(cpu, 2),
                Math.Round(appendRate),
                Math.Round((double)bytes / settings.LogRows, 1),
                await FindAsync(stores, cancellationToken),
                await SearchAsync(stores, new RequestLogQuery { AccountId = _accounts[7] }, cancellationToken),
                await SearchAsync(
                    stores,
                    new RequestLogQuery { Status = 403, To = Start + TimeSpan.FromMilliseconds(settings.LogRows / 20) },
                    cancellationToken));
        }
    }

    /// <summary>Takes records as fast as they are written: as many as may wait at a time.</summary>
    private async Task<(double RowsPerSecond, double CpuMicroseconds)> WriteAsync(DatabaseStores stores, long rows, CancellationToken cancellationToken)
    {
        await using var writer = new RequestLogWriter(stores.RequestLog, TimeProvider.System, KeepAll);
        var cpu = Environment.CpuUsage.TotalTime;
        var began = TimeProvider.System.GetTimestamp();
        for (var row = 0L; row < rows;)
        {
            for (var end = Math.Min(rows, row + (KeepAll.QueueLength / 2)); row < end; row++)
            {
                writer.Take(RecordOf(row));
            }

            await writer.FlushAsync(cancellationToken);
        }

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return writer.Dropped == 0
            ? (rows / seconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / rows)
            : throw new MeasurementException($"The request log dropped {writer.Dropped} records.");
    }

    private async Task<double> AppendAsync(DatabaseStores stores, long first, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var batch = new List<RequestRecord>(KeepAll.BatchSize);
        for (var row = first; row < settings.LogRows; row++)
        {
            batch.Add(RecordOf(row));
            if (batch.Count == KeepAll.BatchSize || row == settings.LogRows - 1)
            {
                await stores.RequestLog.AppendAsync(batch, cancellationToken);
                batch.Clear();
            }
        }

        return (settings.LogRows - first) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private async Task<Latency> FindAsync(DatabaseStores stores, CancellationToken cancellationToken)
    {
        // A fixed seed: the same look-ups each time.
        var random = new Random(1);
        var times = new List<double>();
        for (var i = 0; i < LookUps; i++)
        {
            var id = IdOf(random.NextInt64(settings.LogRows));
            var began = TimeProvider.System.GetTimestamp();
            var found = await stores.RequestLog.FindAsync(id, cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(began).TotalMicroseconds);
            _ = found ?? throw new MeasurementException($"The request log has lost {id}.");
        }

        return Latency.Of(times);
    }

    private static async Task<Latency> SearchAsync(DatabaseStores stores, RequestLogQuery query, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var i = 0; i < Searches; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var page = await stores.RequestLog.SearchAsync(query, cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(began).TotalMicroseconds);
            if (page.Entries.Count != query.Limit)
            {
                throw new MeasurementException($"A search found {page.Entries.Count} entries and not {query.Limit}.");
            }
        }

        return Latency.Of(times);
    }

    // As the front door makes them: the second, and a number. Ten a millisecond.
    private static DateTimeOffset MomentOf(long row) => Start + TimeSpan.FromMicroseconds(row * 100);

    private static string IdOf(long row) => $"req_{(long)(MomentOf(row) - RequestIdTime.Epoch).TotalSeconds:x8}{row:x8}";

    // One in twenty is refused.
    private RequestRecord RecordOf(long row)
    {
        var isRefused = row % 20 == 0;
        var key = (int)(row * 7919 % _keys.Length);
        return new RequestRecord
        {
            Id = IdOf(row),
            At = MomentOf(row),
            Api = "shop",
            Operation = "GET /things",
            Method = "GET",
            Route = "/shop/things",
            Status = isRefused ? 403 : 200,
            Code = isRefused ? "insufficient_scope" : null,
            Refusal = isRefused ? Refusal : null,
            KeyId = _keys[key],
            AccountId = _accounts[key / 10],
            Address = _addresses[row % _addresses.Length],
            Duration = TimeSpan.FromMicroseconds(50 + (row % 1_000)),
            ResponseBytes = 99,
        };
    }
}
