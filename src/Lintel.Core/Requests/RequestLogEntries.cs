using System.Text;

namespace Lintel.Requests;

/// <summary>What of a record goes into the request log; the same for every store.</summary>
internal static class RequestLogEntries
{
    private const int MaxCauseLength = 2_000;

    /// <summary>The line of a record.</summary>
    public static RequestLogEntry Of(in RequestRecord record) => new()
    {
        Id = record.Id,
        At = record.At.ToUniversalTime(),
        Api = record.Api,
        Operation = record.Operation,
        Method = record.Method,
        Route = record.Route,
        Status = record.Status,
        Code = record.Code,
        Condition = record.Refusal?.Condition?.Name,
        Arguments = ArgumentsOf(record.Refusal),
        Cause = CauseOf(record.Refusal),
        KeyId = record.KeyId,
        AccountId = record.AccountId,
        Address = record.Address?.ToString(),
        DurationMicroseconds = MicrosecondsOf(record.Duration),
        RequestBytes = record.RequestBytes,
        ResponseBytes = record.ResponseBytes,
        InboundId = record.InboundId,
        IsShadow = record.IsShadow,
        TraceId = record.TraceId,
        SpanId = record.SpanId,
        Compared = record.Compared,
        ApplicationId = record.ApplicationId,
        Trail = TrailOf(record),
    };

    /// <summary>The internal cause, at most 2,000 characters of it; null where the refusal says everything.</summary>
    public static string? CauseOf(Refusal? refusal)
    {
        if (refusal?.Cause is not { } cause)
        {
            return null;
        }

        var text = cause.Exception is { } exception ? $"{exception.GetType().Name}: {cause.Description}" : cause.Description;
        return text.Length <= MaxCauseLength ? text : text[..MaxCauseLength];
    }

    /// <summary>A duration as the log keeps it.</summary>
    public static long MicrosecondsOf(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    private static string? TrailOf(in RequestRecord record)
    {
        if (record.Trail.Format is null)
        {
            return null;
        }

        using var writer = new TrailWriter();
        return Encoding.UTF8.GetString(writer.Write(record));
    }

    private static string? ArgumentsOf(Refusal? refusal)
    {
        if (refusal is null)
        {
            return null;
        }

        using var json = new RefusalArgumentsJson();
        var written = json.Write(refusal);
        return written.IsEmpty ? null : Encoding.UTF8.GetString(written);
    }
}
