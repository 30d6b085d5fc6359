using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>The proxy to the warehouse's pipes.</summary>
internal static class MetricsEndpoint
{
    public static void Map(RouteGroupBuilder pixel) => pixel.MapGet("/metrics/{pipe}", ShowAsync)
        .WithName("pixel.metrics")
        .WithSummary("Reads the rows of a pipe")
        .WithDescription("At most 1,000 rows; a website without events has none. Parameters that are not listed are refused. The columns country, device, "
            + "browser, os, language and utm_* hold what an event's metadata says under the same names; utm_* also what the query string of its path says.")
        .WithTags("Analytics")
        .AcceptsQuery<MetricsParameters>()
        .Produces<ProxiedReply<MetricsView>>()
        .RequireScope(PixelScopes.Read)
        .RaisesError("invalid_pipe", QueryParameters.Code, "website_not_found", WarehouseClient.Code)
        .Precondition(CheckPipe)
        .Resource(MetricsQuery.Read)
        .Resource(FindWebsitesAsync)
        .WithoutSideEffects();

    internal static Decision CheckPipe(
        [AllowedValues(
            "p_realtime_visitors", "p_top_pages", "p_referrers", "p_geo", "p_devices",
            "p_tech", "p_languages", "p_traffic_sources", "p_funnel", "p_funnel_v2",
            "p_goal_conversions", "p_attributed_revenue", "p_retention_cohort", "p_sessions_list", "p_visitor_profile",
            "p_visitor_timeline", "p_llm_traffic", "p_events_catalog", "p_pixel_healthcheck", "p_metric_series")]
        string pipe) => PipeCatalog.Find(pipe) is null ? Refusal.WithCode("invalid_pipe", ("pipe", pipe)) : Decision.Pass;

    private static async Task<Outcome<WarehouseGrant>> FindWebsitesAsync(
        string pipe, Resource<MetricsQuery> query, Account account, WebsiteStore websites, CancellationToken cancellationToken)
    {
        if (query.Value.WebsiteId is not { } id)
        {
            return new WarehouseGrant(account.Id, await websites.ListIdsAsync(account.Id, cancellationToken), pipe);
        }

        return await websites.BelongsAsync(account.Id, id, cancellationToken) ? new WarehouseGrant(account.Id, [id], pipe) : Refusal.WithCode("website_not_found");
    }

    private static async Task<IResult> ShowAsync(
        Resource<WarehouseGrant> granted,
        Resource<MetricsQuery> asked,
        ApiCall call,
        WarehouseClient warehouse,
        AnswerCache cache,
        CancellationToken cancellationToken)
    {
        var (grant, query) = (granted.Value, asked.Value);
        var key = $"{grant.Workspace}/{grant.Pipe}/{query.WebsiteId}{PipeFilterQuery.Write(query.Filter)}";
        var outcome = await warehouse.QueryAsync(grant, query.Filter, cancellationToken);
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
internal sealed record MetricsView(
    [Description("The rows, an object for each.")] JsonElement Data,
    [Description("The columns, with name and type.")] JsonElement Meta,
    long Rows,
    [Description("The cost: elapsed, rows_read and bytes_read.")] JsonElement Statistics,
    [AllowedValues("ok", "stale")]
    [Description("stale where the warehouse failed and an answer of the last 15 minutes is given in its place.")]
    string DataStatus);
