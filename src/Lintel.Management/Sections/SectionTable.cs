namespace Lintel.Management;

/// <summary>A list of records in a section of the console.</summary>
public sealed class SectionTable
{
    /// <summary>The title above the list; null where the page's own title says it.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// The path below <see cref="ManagementApi.BasePath"/> of the call that answers <c>{"data": […], "cursor": …}</c>, such as
    /// <c>/shop/accounts/{account}/orders</c>. <c>{account}</c> is an account of the API that the operator chooses first, and <c>{id}</c> on the page of a
    /// record is that record; <c>{operator}</c> is the operator who has signed in. null where the rows are a member of the record: see <see cref="Member"/>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The member of the record that has the rows, where no call is needed for them.</summary>
    public string? Member { get; init; }

    /// <summary>The member with the id of a row.</summary>
    /// <value>The default is <c>id</c>.</value>
    public string Id { get; init; } = "id";

    /// <summary>
    /// The section whose record page a row leads to; null for none. A section whose list leads to another one is not in the navigation: its records are reached
    /// from there.
    /// </summary>
    public string? LeadsTo { get; init; }

    /// <summary>The columns. The first one leads to the record's page, where there is one.</summary>
    public required IReadOnlyList<SectionColumn> Columns { get; init; }

    /// <summary>The sentence that is shown in place of an empty list.</summary>
    public required string Empty { get; init; }
}
