using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>A guard in its place.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Guard">The guard.</param>
internal readonly record struct PlacedGuard(StageDescriptor Stage, Guard Guard);
