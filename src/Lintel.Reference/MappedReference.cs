using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Reference;

/// <summary>The place of the mapped reference. The prefix of the group that it is mapped on is known when the first of its endpoints is made.</summary>
/// <param name="inGroup">The addresses without that prefix, as they are mapped.</param>
/// <param name="moved">Is told the path of the index.</param>
internal sealed class MappedReference(ReferencePaths inGroup, Action<string> moved)
{
    /// <summary>The addresses as they are mapped.</summary>
    public ReferencePaths InGroup { get; } = inGroup;

    /// <summary>The addresses in the application.</summary>
    public ReferencePaths Paths { get; private set; } = inGroup;

    /// <summary>Takes the prefix from the endpoint of the index.</summary>
    /// <exception cref="InvalidOperationException">The prefix has parameters: pages and errors could not name one address.</exception>
    public void NoteIndex(EndpointBuilder endpoint)
    {
        var pattern = ((RouteEndpointBuilder)endpoint).RoutePattern;
        var path = OperationPaths.Of(pattern);
        if (pattern.Parameters.Count > 0)
        {
            throw new InvalidOperationException(
                $"The reference is mapped at '{path}', and its pages have one address each. Call MapReference() on a group without parameters in its prefix.");
        }

        Paths = new ReferencePaths(path);
        moved(path);
    }
}
