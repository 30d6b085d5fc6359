namespace Lintel.AspNetCore;

/// <summary>Metadata of every endpoint that routing selects inside an API; says which API, and how <see cref="StageWalk"/> treats the request.</summary>
/// <param name="api">The API.</param>
internal abstract class ApiEndpoint(ServedApi api)
{
    public ServedApi Api { get; } = api;

    /// <summary>The version of the API's contract that is in force.</summary>
    public ApiRuntime Runtime => Api.Current;
}
