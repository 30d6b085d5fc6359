using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>Which part of a list is asked for, newest first.</summary>
/// <param name="Limit">How many records, 1 to 100.</param>
/// <param name="Before">Only those before this position; the largest number for the first page.</param>
internal sealed record PageQuery(int Limit, long Before)
{
    public const int Default = 20;
    public const int Most = 100;

    public static PageQuery Read(FieldReader fields)
    {
        var limit = (int)(fields.Integer("limit", min: 1, max: Most) ?? Default);
        var before = long.MaxValue;
        if (fields.Text("cursor") is { } cursor && !Cursor.TryParse(cursor, out before))
        {
            fields.Fault("cursor", FieldFaultKind.Format, ("expected", "the nextCursor of a list"));
        }

        return new PageQuery(limit, before);
    }
}

/// <summary>A part of a list.</summary>
/// <param name="Items">The records.</param>
/// <param name="Limit">How many were asked for.</param>
/// <param name="NextCursor">What to send for the next part; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, int Limit, string? NextCursor)
{
    /// <summary>Makes a page of rows that were read with one more than asked for, which tells whether another page follows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="limit">How many were asked for.</param>
    /// <param name="position">The position of a row.</param>
    /// <param name="show">The record of a row.</param>
    public static Page<T> Of<TRow>(IReadOnlyList<TRow> rows, int limit, Func<TRow, long> position, Func<TRow, T> show) =>
        new([.. rows.Take(limit).Select(show)], limit, rows.Count > limit ? Cursor.Show(position(rows[limit - 1])) : null);
}

/// <summary>A position in a list as callers see it: a text to send back and not to read.</summary>
internal static class Cursor
{
    private const string Mark = "p";

    public static string Show(long position) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark}{position}")));

    public static bool TryParse(string text, out long position)
    {
        position = 0;
        Span<byte> decoded = stackalloc byte[32];
        return text.Length is > 0 and <= 40
            && Base64Url.DecodeFromChars(text, decoded, out _, out var length) == OperationStatus.Done
            && Encoding.ASCII.GetString(decoded[..length]) is var inner
            && inner.StartsWith(Mark, StringComparison.Ordinal)
            && WholeNumberText.TryParse(inner.AsSpan(Mark.Length), out position)
            && Show(position) == text;
    }
}
