using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>A contract with everything that its requests need, made once at start-up.</summary>
internal sealed class ApiRuntime
{
    public required Contract Contract { get; init; }
}
