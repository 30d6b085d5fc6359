using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lintel.Pixel;

/// <summary>
/// What the warehouse answers: <c>POST /ingest</c>, <c>POST /identify</c> and <c>GET /pipes/{pipe}.json</c>, each with a token in
/// <c>Authorization: Bearer</c>. Which workspace and websites a call is about comes from its token alone.
/// </summary>
internal sealed partial class WarehouseRequests(WarehouseStore store, PipeReader pipes, WarehouseTokens tokens, ILogger<WarehouseRequests> logger)
{
    public const string IngestPipe = "ingest";
    public const string IdentifyPipe = "identify";

    private const string PipePrefix = "/pipes/";
    private const string PipeSuffix = ".json";

    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (JsonException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (StoreUnavailableException exception)
        {
            LogUnavailable(exception);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? string.Empty;
        var route = (context.Request.Method, path);
        if (route == ("POST", "/ingest"))
        {
            return IngestAsync(context);
        }

        if (route == ("POST", "/identify"))
        {
            return IdentifyAsync(context);
        }

        if (HttpMethods.IsGet(context.Request.Method)
            && path.StartsWith(PipePrefix, StringComparison.Ordinal)
            && path.EndsWith(PipeSuffix, StringComparison.Ordinal))
        {
            return QueryAsync(context, path[PipePrefix.Length..^PipeSuffix.Length]);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task IngestAsync(HttpContext context)
    {
        if (await AdmitAsync(context, IngestPipe) is not { } grant)
        {
            return;
        }

        var sent = await ReadAsync<WarehouseEvent>(context);
        if (!Covers(context, grant, sent.WebsiteId))
        {
            return;
        }

        var receipt = await store.IngestAsync(grant.Workspace, sent, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(receipt, Replies.Json, context.RequestAborted);
    }

    private async Task IdentifyAsync(HttpContext context)
    {
        if (await AdmitAsync(context, IdentifyPipe) is not { } grant)
        {
            return;
        }

        var identity = await ReadAsync<WarehouseIdentity>(context);
        if (!Covers(context, grant, identity.WebsiteId))
        {
            return;
        }

        await store.IdentifyAsync(grant.Workspace, identity, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task QueryAsync(HttpContext context, string name)
    {
        if (await AdmitAsync(context, name) is not { } grant)
        {
            return;
        }

        if (PipeCatalog.Find(name) is not { } pipe)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var answer = await pipes.ReadAsync(pipe, grant, PipeFilterQuery.Read(context.Request.Query), context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private async Task<WarehouseGrant?> AdmitAsync(HttpContext context, string pipe)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.Ordinal) && await tokens.OpenAsync(header[Scheme.Length..], pipe) is { } grant)
        {
            return grant;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return null;
    }

    private static async Task<T> ReadAsync<T>(HttpContext context) =>
        await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Replies.Json, context.RequestAborted) ?? throw new JsonException("The body is null.");

    private static bool Covers(HttpContext context, WarehouseGrant grant, string websiteId)
    {
        if (grant.Websites.Contains(websiteId, StringComparer.Ordinal))
        {
            return true;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return false;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The warehouse's store did not answer.")]
    private partial void LogUnavailable(Exception exception);
}
