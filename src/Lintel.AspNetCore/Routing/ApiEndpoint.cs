namespace Lintel.AspNetCore;

/// <summary>Metadata of every endpoint that routing selects inside an API; says which API, and how <see cref="StageWalk"/> treats the request.</summary>
/// <param name="runtime">The API.</param>
internal abstract class ApiEndpoint(ApiRuntime runtime)
{
    public ApiRuntime Runtime { get; } = runtime;
}
