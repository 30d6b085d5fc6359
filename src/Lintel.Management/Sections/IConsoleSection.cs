namespace Lintel.Management;

/// <summary>
/// A section that an application adds to the console: a list, and a page for each of its records. It says which calls of the management API read and change
/// them; the console draws the pages and sends the calls with the rights of whoever has signed in. Register it as a singleton of this type.
/// </summary>
public interface IConsoleSection
{
    /// <summary>The section's word in addresses: small letters, digits and hyphens, such as <c>shop-orders</c>. No other section has it.</summary>
    string Name { get; }

    /// <summary>The section's title in the navigation, such as <c>Orders</c>.</summary>
    string Title { get; }

    /// <summary>The name of the API that it belongs to, as its contract has it.</summary>
    string Api { get; }

    /// <summary>The scope of the management API that reads the section. It is not shown to those who lack the scope.</summary>
    string Scope { get; }

    /// <summary>The list.</summary>
    SectionTable List { get; }

    /// <summary>The forms below the list, such as one that adds a record.</summary>
    IReadOnlyList<SectionForm> Forms { get; }

    /// <summary>The page of one record; null where records have none.</summary>
    SectionRecord? Record { get; }
}
