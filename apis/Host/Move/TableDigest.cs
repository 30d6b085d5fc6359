using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lintel.Host.Move;

/// <summary>
/// The number of rows of a table and a digest of them, the same for the same rows in any order: the sum of the rows' SHA-256. Orders of engines differ.
/// </summary>
internal sealed class TableDigest
{
    private readonly ArrayBufferWriter<byte> _row = new();
    private readonly ulong[] _sum = new ulong[SHA256.HashSizeInBytes / sizeof(ulong)];

    /// <summary>The number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>The digest in 16 hexadecimal digits, for messages.</summary>
    public override string ToString() => $"{_sum[0]:x16}";

    /// <summary>true if both have the same rows; otherwise, false.</summary>
    public bool Matches(TableDigest other) => Rows == other.Rows && _sum.AsSpan().SequenceEqual(other._sum);

    /// <summary>Makes the digest of all rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The number of their columns.</param>
    /// <param name="added">Told after each row.</param>
    public static async Task<TableDigest> OfAsync(IMovedRows rows, int columns, Action added)
    {
        var digest = new TableDigest();
        var row = new object?[columns];
        while (await rows.ReadAsync(row))
        {
            digest.Add(row);
            added();
        }

        return digest;
    }

    private void Add(object?[] row)
    {
        _row.ResetWrittenCount();
        foreach (var value in row)
        {
            Append(value);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_row.WrittenSpan, hash);
        for (var i = 0; i < _sum.Length; i++)
        {
            _sum[i] = unchecked(_sum[i] + BinaryPrimitives.ReadUInt64LittleEndian(hash[(i * sizeof(ulong))..]));
        }

        Rows++;
    }

    private void Append(object? value)
    {
        switch (value)
        {
            case null:
                AppendNumber(-1);
                break;
            case string text:
                AppendNumber(Encoding.UTF8.GetByteCount(text));
                Encoding.UTF8.GetBytes(text, _row);
                break;
            case byte[] bytes:
                AppendNumber(bytes.Length);
                _row.Write(bytes);
                break;
            default:
                AppendNumber(sizeof(long));
                AppendNumber(NumberOf(value));
                break;
        }
    }

    private static long NumberOf(object value) => value switch
    {
        long number => number,
        int number => number,
        bool flag => flag ? 1 : 0,
        double number => BitConverter.DoubleToInt64Bits(number),
        _ => throw new InvalidOperationException($"No store has values of {value.GetType()}."),
    };

    private void AppendNumber(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_row.GetSpan(sizeof(long)), number);
        _row.Advance(sizeof(long));
    }
}
