namespace Lintel.RateLimits;

/// <summary>How one cell of a durable policy is kept.</summary>
/// <param name="name">The cell's name in the store.</param>
internal sealed class Durability(string name)
{
    public string Name { get; } = name;

    /// <summary>Held from before a charge until it is saved, so that the store sees the cell's states in their order.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Whether the stored charges are in the cell. Read and written by the holder of the gate.</summary>
    public bool Loaded { get; set; }
}
