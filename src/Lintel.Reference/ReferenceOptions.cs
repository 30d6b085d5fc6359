namespace Lintel.Reference;

/// <summary>Settings of the reference.</summary>
public sealed class ReferenceOptions
{
    /// <summary>
    /// The path under which the reference is mapped: its index, with the pages and documents of each API below. It begins with a slash and is not <c>/</c>.
    /// </summary>
    /// <value>The default is <c>/docs</c>.</value>
    public string Path { get; set; } = "/docs";
}
