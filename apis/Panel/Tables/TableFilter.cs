using System.Data.Common;
using System.Text;
using Dapper;

namespace Lintel.Panel;

/// <summary>The rows of one application that a search finds.</summary>
internal sealed class TableFilter
{
    private const string Nothing = " AND 0";

    private readonly StringBuilder _where = new("application_id = @applicationId AND account_id = @accountId");

    /// <param name="application">Whose rows.</param>
    /// <param name="search">What is searched for; null for all rows.</param>
    /// <param name="columns">The columns that can be searched, by the names of the dashboard.</param>
    public TableFilter(Application application, SearchParameters? search, IReadOnlyDictionary<string, string> columns)
    {
        Parameters.Add("applicationId", application.Id);
        Parameters.Add("accountId", application.AccountId);
        if (search is not null)
        {
            Add(search, columns);
        }
    }

    public DynamicParameters Parameters { get; } = new();

    public override string ToString() => _where.ToString();

    private void Add(SearchParameters search, IReadOnlyDictionary<string, string> columns)
    {
        if (!search.Categories.All(columns.ContainsKey))
        {
            _where.Append(Nothing);
        }
        else if (search.Text.Length > 0)
        {
            var names = search.Categories.Count > 0 ? search.Categories.Distinct() : columns.Keys;
            _where.Append(" AND (").AppendJoin(" OR ", names.Select(name => $"lower({columns[name]}) LIKE lower(@search) ESCAPE '!'")).Append(')');
            Parameters.Add(
                "search",
                $"%{search.Text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%");
        }
    }
}

/// <summary>A page of a table.</summary>
/// <param name="Rows">The rows, newest first.</param>
/// <param name="TotalPages">How many pages there are.</param>
internal sealed record TablePage<T>(IReadOnlyList<T> Rows, long TotalPages)
{
    private const long Size = 20;

    /// <summary>Reads a page; rows and count come from one snapshot. A page past the end is empty.</summary>
    /// <param name="connection">The snapshot.</param>
    /// <param name="columns">The columns to select.</param>
    /// <param name="table">The table.</param>
    /// <param name="filter">Which rows.</param>
    /// <param name="page">The page, from 1.</param>
    public static async Task<TablePage<T>> ReadAsync(DbConnection connection, string columns, string table, TableFilter filter, long page)
    {
        var count = await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table} WHERE {filter}", filter.Parameters);
        var pages = (count + Size - 1) / Size;
        if (page > pages)
        {
            return new TablePage<T>([], pages);
        }

        filter.Parameters.Add("take", Size);
        filter.Parameters.Add("skip", (page - 1) * Size);
        var rows = await connection.QueryAsync<T>($"SELECT {columns} FROM {table} WHERE {filter} ORDER BY id DESC LIMIT @take OFFSET @skip", filter.Parameters);
        return new TablePage<T>(rows.AsList(), pages);
    }

    public TablePage<TOther> Select<TOther>(Func<T, TOther> make) => new([.. Rows.Select(make)], TotalPages);
}
