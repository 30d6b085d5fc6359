using System.Text;
using Dapper;

namespace Lintel.FieldService.Storage;

/// <summary>The conditions of a list: always the account, and those whose value was given.</summary>
internal sealed class Filter
{
    private readonly StringBuilder _where;

    /// <param name="alias">The alias of the table that carries the account.</param>
    /// <param name="accountId">Whose records the list shows.</param>
    public Filter(string alias, string accountId)
    {
        _where = new StringBuilder("WHERE ").Append(alias).Append(".account_id = @account");
        Parameters.Add("account", accountId);
    }

    public DynamicParameters Parameters { get; } = new();

    /// <summary>Adds a condition, written with <c>@name</c>, unless its value is null.</summary>
    public Filter And(string condition, string name, object? value)
    {
        if (value is not null)
        {
            _where.Append(" AND ").Append(condition);
            Parameters.Add(name, value);
        }

        return this;
    }

    /// <summary>Adds a condition without a value, where it applies.</summary>
    public Filter AndIf(bool applies, string condition)
    {
        if (applies)
        {
            _where.Append(" AND ").Append(condition);
        }

        return this;
    }

    /// <summary>Adds "one of these columns contains the text", unless it is null.</summary>
    public Filter Contains(string? text, params ReadOnlySpan<string> columns)
    {
        if (text is not null)
        {
            var choices = new List<string>();
            foreach (var column in columns)
            {
                choices.Add($"lower({column}) LIKE lower(@search) ESCAPE '!'");
            }

            _where.Append(" AND (").AppendJoin(" OR ", choices).Append(')');
            Parameters.Add("search", $"%{text.Replace("!", "!!").Replace("%", "!%").Replace("_", "!_")}%");
        }

        return this;
    }

    /// <summary>Adds the exclusive bounds of the moment of creation.</summary>
    public Filter Created(string alias, CreatedRange range) => this
        .And($"{alias}.created_at > @createdAfter", "createdAfter", range.After)
        .And($"{alias}.created_at < @createdBefore", "createdBefore", range.Before);

    public override string ToString() => _where.ToString();
}
