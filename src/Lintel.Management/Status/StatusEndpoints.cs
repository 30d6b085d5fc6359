using System.ComponentModel;
using Lintel.AspNetCore;
using Lintel.Cluster;
using Lintel.Management.Versions;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Status;

/// <summary>What the process is and how it is.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this RouteGroupBuilder management) => management.MapGet("/status", Show)
        .WithName("lintel.status")
        .WithSummary("Shows the process, its APIs and the state of its request log")
        .WithTags("Status")
        .Produces<StatusShape>()
        .RequireScope("requests:read");

    private static IResult Show(
        ApiCall call,
        RequestLogWriter log,
        LintelOptions options,
        ContractVersions versions,
        ILintelStores stores,
        ShadowCounts shadow,
        IEnumerable<IEngineState> engines) =>
        Answer.Ok(new StatusShape(
        ReleaseVersion.Text,
        Environment.Version.ToString(),
        options.Environment,
        call.StartedAt,
        [.. call.ContractsOf().Select(
            contract => new ApiShape(
                contract.Api,
                contract.Title,
                contract.BasePath.Length == 0 ? "/" : contract.BasePath,
                contract.Errors.Count(error => !error.Retired),
                shadow.Of(contract.Api),
                versions.Of(contract.Api) is { } history ? ContractShape.Of(history) : null))],
        new RequestLogShape(log.Written, log.Dropped, stores.SetAside.Count),
        [.. engines.Select(engine => new EngineShape(engine.Name, engine.LostSince is null, engine.LostSince, engine.Losses))]));

    internal sealed record StatusShape(
        string Version,
        string Runtime,
        string Environment,
        DateTimeOffset At,
        IReadOnlyList<ApiShape> Apis,
        RequestLogShape RequestLog,
        IReadOnlyList<EngineShape> Engines);

    internal sealed record ApiShape(
        string Api,
        string Title,
        string BasePath,
        [Description("The number of error codes.")] int Codes,
        [Description("How many requests shadow mode would have refused.")] long ShadowRefused,
        [Description("The contract in force, and its file where it was changed and refused.")] ContractShape? Contract);

    internal sealed record EngineShape(
        [Description("The engine that several processes share, such as redis.")] string Engine,
        [Description("true while the engine answers this process; otherwise, false.")] bool Up,
        [Description("When this process lost the engine; null while it answers.")] DateTimeOffset? LostSince,
        [Description("How often this process has lost the engine.")] long Losses);

    internal sealed record RequestLogShape(
        [Description("Entries that this process has written since it started.")] long Written,
        [Description("Entries that were dropped because they came faster than they could be written.")] long Dropped,
        [Description("Files that could not be read and were set aside.")] int SetAside);
}
