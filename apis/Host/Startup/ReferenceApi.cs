using System.Text.Json.Nodes;
using Lintel.Management.Demo;
using Lintel.Shared;

namespace Lintel.Host.Startup;

/// <summary>A reference API as the host knows it: its module's three entry points, and a request worth trying.</summary>
/// <param name="Name">The contract's name.</param>
/// <param name="Add">Opens its store and registers what it needs.</param>
/// <param name="Map">Maps its operations, and its dashboard calls onto the management API.</param>
/// <param name="SeedAsync">Fills its store and answers what <c>demo.json</c> says of it.</param>
/// <param name="Try">The curl arguments of a request that works, with <c>{key}</c> and <c>{base}</c>.</param>
/// <param name="TryKey">Where the API's part of <c>demo.json</c> has the credential of that request, such as <c>keys.full</c>.</param>
internal sealed record ReferenceApi(
    string Name,
    Func<IServiceCollection, IConfiguration, ApiDatabases, IServiceCollection> Add,
    Action<IEndpointRouteBuilder, RouteGroupBuilder> Map,
    Func<IServiceProvider, DemoKeys, CancellationToken, Task<JsonObject>> SeedAsync,
    string Try,
    string TryKey);
