using System.ComponentModel;
using System.Text.Json;
using Lintel.Shared;
using Microsoft.AspNetCore.Http;

namespace Lintel.Otp;

/// <summary>The success envelope: <c>{"data": …}</c>, for lists with <c>meta</c>.</summary>
internal static class Replies
{
    public static JsonSerializerOptions Json { get; } = WireJson.Named(JsonNamingPolicy.CamelCase);

    public static IResult Ok<T>(T data)
        where T : notnull => Write(new Reply<T>(data), StatusCodes.Status200OK);

    public static IResult Created<T>(T data)
        where T : notnull => Write(new Reply<T>(data), StatusCodes.Status201Created);

    public static IResult List<T>(Page<T> page) => Write(new ListReply<T>(page.Items, new ListMeta(page.Limit, page.NextCursor)), StatusCodes.Status200OK);

    public static IResult Deleted(string id) => Ok(new Deletion(id, Deleted: true));

    /// <summary>A reply that shows a secret, which nothing on the way may keep.</summary>
    public static IResult Secret(IResult reply) => new SecretReply(reply);

    private static IResult Write<T>(T body, int status) => Results.Json(body, Json, "application/json", status);

    private sealed class SecretReply(IResult reply) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-store";
            return reply.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>A success.</summary>
internal sealed record Reply<T>(T Data)
    where T : notnull;

/// <summary>A part of a list.</summary>
internal sealed record ListReply<T>(IReadOnlyList<T> Data, ListMeta Meta);

/// <summary>Which part of a list it is.</summary>
internal sealed record ListMeta(
    [Description("How many were asked for.")] int Limit,
    [Description("Sent back as cursor for the next part; null at the end.")] string? NextCursor);

/// <summary>A record that was deleted.</summary>
internal sealed record Deletion(string Id, bool Deleted);
