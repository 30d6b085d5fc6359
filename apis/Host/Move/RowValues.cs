using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Lintel.Host.Move;

/// <summary>Values of rows, read in the same way from both engines.</summary>
internal static class RowValues
{
    /// <summary>Reads a row.</summary>
    public static void Read(DbDataReader reader, IReadOnlyList<MovedColumn> columns, object?[] row)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            row[i] = reader.IsDBNull(i) ? null : Read(reader, i, columns[i].Type);
        }
    }

    /// <summary>Writes a row.</summary>
    /// <returns>The number of bytes, roughly.</returns>
    public static async Task<int> WriteAsync(NpgsqlBinaryImporter target, IReadOnlyList<MovedColumn> columns, object?[] row)
    {
        await target.StartRowAsync();
        var size = 0;
        for (var i = 0; i < columns.Count; i++)
        {
            if (row[i] is { } value)
            {
                await target.WriteAsync(value, TypeOf(columns[i].Type));
                size += value is byte[] bytes ? bytes.Length : value is string text ? text.Length : sizeof(long);
            }
            else
            {
                await target.WriteNullAsync();
            }
        }

        return size;
    }

    private static object Read(DbDataReader reader, int column, MovedType type) => type switch
    {
        MovedType.BigInt => reader.GetInt64(column),
        MovedType.Integer => reader.GetInt32(column),
        MovedType.Double => reader.GetDouble(column),
        MovedType.Boolean => reader.GetBoolean(column),
        MovedType.Text => reader.GetString(column),
        _ => reader.GetFieldValue<byte[]>(column),
    };

    private static NpgsqlDbType TypeOf(MovedType type) => type switch
    {
        MovedType.BigInt => NpgsqlDbType.Bigint,
        MovedType.Integer => NpgsqlDbType.Integer,
        MovedType.Double => NpgsqlDbType.Double,
        MovedType.Boolean => NpgsqlDbType.Boolean,
        MovedType.Text => NpgsqlDbType.Text,
        _ => NpgsqlDbType.Bytea,
    };
}
