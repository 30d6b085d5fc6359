namespace Lintel.Reference;

/// <summary>Settings of the reference pages.</summary>
public sealed class ReferenceOptions
{
    /// <summary>The path under which the reference is mapped: its index, with the pages and documents of each API below.</summary>
    /// <value>The default is <c>/docs</c>.</value>
    public string Path { get; set; } = "/docs";

    /// <summary>The path of a page outside the APIs that lists the reference of each API, such as <c>/</c>.</summary>
    /// <value>The default is null: no such page.</value>
    public string? IndexPath { get; set; }
}
