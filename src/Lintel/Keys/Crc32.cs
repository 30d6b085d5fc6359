namespace Lintel.Keys;

/// <summary>CRC-32 as in gzip (RFC 1952 section 8): finds typing errors and scanners' false alarms, and proves nothing.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(MakeEntry)];

    // What Table gives after one, two and three more bytes of zero: four bytes in one step instead of four that wait for each other (slicing-by-4).
    private static readonly uint[] Table1 = Extend(Table);
    private static readonly uint[] Table2 = Extend(Table1);
    private static readonly uint[] Table3 = Extend(Table2);

    /// <summary>The checksum of ASCII characters.</summary>
    public static uint Of(ReadOnlySpan<char> ascii)
    {
        var crc = uint.MaxValue;
        for (; ascii.Length >= 4; ascii = ascii[4..])
        {
            crc = Table3[(byte)(crc ^ ascii[0])] ^ Table2[(byte)((crc >> 8) ^ ascii[1])] ^ Table1[(byte)((crc >> 16) ^ ascii[2])] ^ Table[(byte)((crc >> 24) ^ ascii[3])];
        }

        foreach (var character in ascii)
        {
            crc = Table[(byte)(crc ^ character)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] Extend(uint[] table) => [.. table.Select(entry => Table[(byte)entry] ^ (entry >> 8))];

    private static uint MakeEntry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Polynomial;
        }

        return entry;
    }
}
