using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;

namespace Lintel.Pixel;

/// <summary>Computes pipes in SQL and writes their answers as JSON.</summary>
internal sealed class PipeReader(WarehouseDatabase database, TimeProvider time)
{
    private const string ReadSql = "SELECT COUNT(*) AS Rows, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS Bytes FROM scope";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answer of a pipe over the websites of a grant: <c>data</c>, <c>meta</c>, <c>rows</c>, <c>statistics</c>.</summary>
    public async Task<byte[]> ReadAsync(Pipe pipe, WarehouseGrant grant, PipeFilter filter, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        var started = time.GetTimestamp();
        writer.WriteStartObject();
        var read = pipe.Sql is null
            ? WriteNothing(writer)
            : await database.ReadAsync(connection => WriteDataAsync(writer, connection, pipe, Parameters(grant, filter)), cancellationToken);
        WriteMeta(writer, pipe);
        writer.WriteNumber("rows", read.Written);
        writer.WriteStartObject("statistics");
        writer.WriteNumber("elapsed", Math.Round(time.GetElapsedTime(started).TotalSeconds, 6));
        writer.WriteNumber("rows_read", read.Rows);
        writer.WriteNumber("bytes_read", read.Bytes);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.ToArray();
    }

    private DynamicParameters Parameters(WarehouseGrant grant, PipeFilter filter)
    {
        var parameters = new DynamicParameters();
        parameters.Add("account", grant.Workspace);
        parameters.Add("websites", JsonSerializer.Serialize(grant.Websites));
        parameters.Add("now", time.GetUtcNow().ToUnixTimeMilliseconds());
        filter.AddTo(parameters);
        return parameters;
    }

    private static ReadCount WriteNothing(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("data");
        writer.WriteEndArray();
        return default;
    }

    private static async Task<ReadCount> WriteDataAsync(Utf8JsonWriter writer, DbConnection connection, Pipe pipe, DynamicParameters parameters)
    {
        var read = await connection.QuerySingleAsync<Volume>($"{PipeFilter.ScopeSql} {ReadSql}", parameters);
        var written = 0;
        writer.WriteStartArray("data");
        await using var rows = await connection.ExecuteReaderAsync($"{PipeFilter.ScopeSql} {pipe.Sql}", parameters);
        while (await rows.ReadAsync())
        {
            written++;
            WriteRow(writer, rows, pipe.Columns);
        }

        writer.WriteEndArray();
        return new ReadCount(written, read.Rows, read.Bytes);
    }

    private static void WriteRow(Utf8JsonWriter writer, DbDataReader row, IReadOnlyList<PipeColumn> columns)
    {
        writer.WriteStartObject();
        for (var i = 0; i < columns.Count; i++)
        {
            writer.WritePropertyName(columns[i].Name);
            if (row.IsDBNull(i))
            {
                writer.WriteNullValue();
                continue;
            }

            switch (columns[i].Type)
            {
                case PipeType.UInt64:
                    writer.WriteNumberValue(row.GetInt64(i));
                    break;
                case PipeType.Float64:
                    writer.WriteNumberValue(row.GetDouble(i));
                    break;
                default:
                    writer.WriteStringValue(row.GetString(i));
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter writer, Pipe pipe)
    {
        writer.WriteStartArray("meta");
        foreach (var column in pipe.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type", column.Type.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private readonly record struct ReadCount(int Written, long Rows, long Bytes);

    private sealed record Volume(long Rows, long Bytes);
}
