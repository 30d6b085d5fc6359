using System.Globalization;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Pixel;

/// <summary>The proxy to the warehouse's pipes.</summary>
internal static class MetricsEndpoint
{
    private const string PipeValue = "pipe";

    public static void Map(RouteGroupBuilder pixel) => pixel.MapGet("/metrics/{pipe}", ShowAsync)
        .WithName("pixel.metrics")
        .RequireScope(PixelScopes.Read)
        .RaisesError("invalid_pipe", QueryParameters.Code, "website_not_found", WarehouseClient.Code)
        .Precondition(CheckPipe)
        .Resource((ApiCall call) => ValueTask.FromResult(MetricsQuery.Read(call)))
        .Resource((ApiCall call) => ValueTask.FromResult(FindWebsites(call)));

    private static string PipeOf(ApiCall call) => Convert.ToString(call.Http.GetRouteValue(PipeValue), CultureInfo.InvariantCulture) ?? string.Empty;

    private static Decision CheckPipe(ApiCall call)
    {
        var pipe = PipeOf(call);
        return PipeCatalog.Find(pipe) is null ? Refusal.WithCode("invalid_pipe", (PipeValue, pipe)) : Decision.Pass;
    }

    private static Outcome<WarehouseGrant> FindWebsites(ApiCall call)
    {
        var store = call.Http.RequestServices.GetRequiredService<WebsiteStore>();
        if (call.Resource<MetricsQuery>().WebsiteId is not { } id)
        {
            return new WarehouseGrant(call.Account.Id, store.ListIds(call.Account.Id), PipeOf(call));
        }

        return store.Belongs(call.Account.Id, id) ? new WarehouseGrant(call.Account.Id, [id], PipeOf(call)) : Refusal.WithCode("website_not_found");
    }

    private static async Task<IResult> ShowAsync(ApiCall call, WarehouseClient warehouse, AnswerCache cache)
    {
        var grant = call.Resource<WarehouseGrant>();
        var query = call.Resource<MetricsQuery>();
        var key = $"{grant.Workspace}/{grant.Pipe}/{query.WebsiteId}{PipeFilterQuery.Write(query.Filter)}";
        var outcome = await warehouse.QueryAsync(grant, query.Filter, call.Aborted);
        if (outcome.TryGet(out var body))
        {
            if (TryRead(body, out var fresh, out var fault))
            {
                cache.Keep(key, body);
                return Replies.Proxied(call, fresh.Show("ok"));
            }

            outcome = WarehouseClient.Failed(fault);
        }

        return cache.TryTake(key, out var kept) && TryRead(kept, out var stale, out _)
            ? Replies.Proxied(call, stale.Show("stale"))
            : new ErrorResult(outcome.Refusal!);
    }

    private static bool TryRead(byte[] body, out PipeAnswer answer, out Exception fault)
    {
        try
        {
            answer = JsonSerializer.Deserialize<PipeAnswer>(body, Replies.Json);
            fault = NoFault;
            return answer.Data.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException exception)
        {
            answer = default;
            fault = exception;
            return false;
        }
    }

    private static readonly JsonException NoFault = new("The warehouse's answer has no rows.");
}

/// <summary>A pipe's answer as the warehouse gives it.</summary>
internal readonly record struct PipeAnswer(JsonElement Data, JsonElement Meta, long Rows, JsonElement Statistics)
{
    public MetricsView Show(string status) => new(Data, Meta, Rows, Statistics, status);
}

/// <summary>A pipe's answer as the API gives it.</summary>
internal sealed record MetricsView(JsonElement Data, JsonElement Meta, long Rows, JsonElement Statistics, string DataStatus);
