using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Text.Json.Serialization;
using Dapper;

namespace Lintel.FieldService.Storage;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Number">The page, from 1.</param>
/// <param name="Size">How many records a page has.</param>
internal sealed record Paging(
    [property: JsonPropertyName("page"), Range(1, int.MaxValue)] long Number = 1,
    [property: JsonPropertyName("per_page"), Range(1, 100)] long Size = 50);

/// <summary>The bounds of the moment of creation, both exclusive; null for none.</summary>
internal readonly record struct CreatedRange(string? After, string? Before);

/// <summary>A part of a list.</summary>
/// <param name="Rows">The records.</param>
/// <param name="Total">How many there are in all.</param>
internal sealed record Listing<T>(IReadOnlyList<T> Rows, long Total)
{
    /// <summary>Reads a page; count and rows come from the same snapshot.</summary>
    /// <param name="connection">The snapshot.</param>
    /// <param name="select">The columns.</param>
    /// <param name="table">The table whose rows are counted.</param>
    /// <param name="joins">What each of those rows brings along; it neither adds nor removes rows, so counting leaves it out.</param>
    /// <param name="filter">The conditions, on the table alone.</param>
    /// <param name="order">The columns to sort by.</param>
    /// <param name="paging">The page.</param>
    public static async Task<Listing<T>> ReadAsync(
        DbConnection connection, string select, string table, string joins, Filter filter, string order, Paging paging)
    {
        filter.Parameters.Add("take", paging.Size);
        filter.Parameters.Add("skip", (paging.Number - 1) * paging.Size);
        var total = await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table} {filter}", filter.Parameters);
        var rows = await connection.QueryAsync<T>($"{select} FROM {table} {joins} {filter} ORDER BY {order} LIMIT @take OFFSET @skip", filter.Parameters);
        return new Listing<T>(rows.AsList(), total);
    }
}
