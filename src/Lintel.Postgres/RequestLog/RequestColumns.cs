using System.Buffers;
using Lintel.Requests;
using Npgsql;
using NpgsqlTypes;

namespace Lintel.Postgres;

/// <summary>The columns of an entry, in one order for those who write rows.</summary>
internal static class RequestColumns
{
    private const int TraceIdLength = 16;
    private const int SpanIdLength = 8;

    private static readonly (string Name, NpgsqlDbType Type, Func<RequestLogEntry, object?> Value)[] All =
    [
        ("at", NpgsqlDbType.Bigint, entry => entry.At.UtcTicks),
        ("duration_us", NpgsqlDbType.Bigint, entry => entry.DurationMicroseconds),
        ("request_bytes", NpgsqlDbType.Bigint, entry => entry.RequestBytes),
        ("response_bytes", NpgsqlDbType.Bigint, entry => entry.ResponseBytes),
        ("traffic", NpgsqlDbType.Integer, entry => (int)entry.Traffic),
        ("status", NpgsqlDbType.Integer, entry => entry.Status),
        ("is_shadow", NpgsqlDbType.Boolean, entry => entry.IsShadow),
        ("id", NpgsqlDbType.Text, entry => StoredText.Of(entry.Id)),
        ("api", NpgsqlDbType.Text, entry => StoredText.Of(entry.Api)),
        ("operation", NpgsqlDbType.Text, entry => StoredText.Of(entry.Operation)),
        ("method", NpgsqlDbType.Text, entry => StoredText.Of(entry.Method)),
        ("route", NpgsqlDbType.Text, entry => StoredText.Of(entry.Route)),
        ("code", NpgsqlDbType.Text, entry => StoredText.Of(entry.Code)),
        ("condition", NpgsqlDbType.Text, entry => entry.Condition),
        ("arguments", NpgsqlDbType.Text, entry => StoredText.Of(entry.Arguments)),
        ("cause", NpgsqlDbType.Text, entry => StoredText.Of(entry.Cause)),
        ("key_id", NpgsqlDbType.Text, entry => StoredText.Of(entry.KeyId)),
        ("account_id", NpgsqlDbType.Text, entry => StoredText.Of(entry.AccountId)),
        ("address", NpgsqlDbType.Text, entry => entry.Address),
        ("inbound_id", NpgsqlDbType.Text, entry => StoredText.Of(entry.InboundId)),
        ("trace_id", NpgsqlDbType.Bytea, entry => BytesOf(entry.TraceId, TraceIdLength)),
        ("span_id", NpgsqlDbType.Bytea, entry => entry.TraceId is null ? null : BytesOf(entry.SpanId, SpanIdLength)),
        ("compared", NpgsqlDbType.Text, entry => StoredText.Of(entry.Compared)),
        ("application_id", NpgsqlDbType.Text, entry => StoredText.Of(entry.ApplicationId)),
        ("trail", NpgsqlDbType.Text, entry => StoredText.Of(entry.Trail)),
    ];

    private static readonly string List = $"seq, {string.Join(", ", All.Select(column => column.Name))}";

    /// <summary>Begins to copy rows into the table of a schema.</summary>
    public static Task<NpgsqlBinaryImporter> BeginCopyAsync(NpgsqlConnection connection) =>
        connection.BeginBinaryImportAsync($"COPY {RequestTables.Entries} ({List}) FROM STDIN (FORMAT BINARY)");

    /// <summary>Writes a row.</summary>
    /// <param name="target">The copy.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="sequence">The number that orders the log.</param>
    public static async Task WriteAsync(NpgsqlBinaryImporter target, RequestLogEntry entry, long sequence)
    {
        await target.StartRowAsync();
        await target.WriteAsync(sequence, NpgsqlDbType.Bigint);
        foreach (var (_, type, value) in All)
        {
            await (value(entry) is { } known ? target.WriteAsync(known, type) : target.WriteNullAsync());
        }
    }

    /// <summary>Returns the value of a column as it is stored.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static Func<RequestLogEntry, object?> ValueOf(string column) => Array.Find(All, known => known.Name == column).Value
        ?? throw new ArgumentException($"The request log has no column {column}.", nameof(column));

    private static byte[]? BytesOf(string? hex, int length)
    {
        var bytes = new byte[length];
        return hex is not null && Convert.FromHexString(hex, bytes, out _, out var written) == OperationStatus.Done && written == length ? bytes : null;
    }
}
