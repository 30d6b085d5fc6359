using System.Reflection;
using Lintel.AspNetCore;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Status;

/// <summary>What the process is and how it is.</summary>
internal static class StatusEndpoints
{
    private static readonly string Version =
        typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void MapStatus(this RouteGroupBuilder management) => management.MapGet("/status", Show).RequireScope("requests:read");

    private static IResult Show(ApiCall call, RequestLogWriter log, LintelOptions options, ILintelStores stores, ShadowCounts shadow) =>
        Answer.Ok(new StatusShape(
        Version,
        Environment.Version.ToString(),
        options.Environment,
        call.StartedAt,
        [.. call.ContractsOf().Select(
            contract => new ApiShape(
                contract.Api,
                contract.Title,
                contract.BasePath.Length == 0 ? "/" : contract.BasePath,
                contract.Errors.Count(error => !error.Retired),
                shadow.Of(contract.Api)))],
        new RequestLogShape(log.Dropped, stores.SetAside.Count)));

    private sealed record StatusShape(
        string Version,
        string Runtime,
        string Environment,
        DateTimeOffset At,
        IReadOnlyList<ApiShape> Apis,
        RequestLogShape RequestLog);

    private sealed record ApiShape(string Api, string Title, string BasePath, int Codes, long ShadowRefused);

    private sealed record RequestLogShape(long Dropped, int SetAside);
}
