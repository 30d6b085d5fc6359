namespace Lintel.Shared;

/// <summary>A table with records of accounts.</summary>
/// <param name="Kind">The kind of its records in an export, such as <c>pixel.website</c>; null where the rows are erased and not exported.</param>
/// <param name="Name">The table.</param>
/// <param name="Key">The columns that tell the rows of an account apart, in the order of the export.</param>
/// <param name="Columns">The columns that are exported: all but secrets and their hashes.</param>
public sealed record AccountTable(string? Kind, string Name, string Key, string Columns = "")
{
    /// <summary>The condition that an account's rows meet.</summary>
    /// <value>That <c>account_id</c> is <c>@accountId</c>.</value>
    public string OfAccount { get; init; } = "account_id = @accountId";

    /// <summary>The columns of the primary key.</summary>
    /// <value><see cref="Key"/>.</value>
    public string Row { get; init; } = Key;
}
