namespace Lintel.AspNetCore;

/// <summary>Marks an operation whose record has an entity tag: answers tell it, and changes read <c>If-Match</c>.</summary>
internal sealed class EntityTagMetadata
{
    public static EntityTagMetadata Instance { get; } = new();
}
