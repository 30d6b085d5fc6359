using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Http;

namespace Lintel.Pixel;

/// <summary>The success envelope: <c>{"data": …, "meta": {"request_id": …}}</c>.</summary>
internal static class Replies
{
    public static JsonSerializerOptions Json { get; } = WireJson.Named(JsonNamingPolicy.SnakeCaseLower);

    public static IResult Ok<T>(ApiCall call, T data) => Write(new Reply<T>(data, new ReplyMeta(call.RequestId)), StatusCodes.Status200OK);

    public static IResult Accepted<T>(ApiCall call, T data) => Write(new Reply<T>(data, new ReplyMeta(call.RequestId)), StatusCodes.Status202Accepted);

    /// <summary>The reply of a proxied pipe, which says <c>status</c> first.</summary>
    public static IResult Proxied<T>(ApiCall call, T data) =>
        Write(new ProxiedReply<T>("success", data, new ReplyMeta(call.RequestId)), StatusCodes.Status200OK);

    private static IResult Write<T>(T body, int status) => Results.Json(body, Json, "application/json", status);
}

internal sealed record Reply<T>(T Data, ReplyMeta Meta);

internal sealed record ProxiedReply<T>(string Status, T Data, ReplyMeta Meta);

internal sealed record ReplyMeta(string RequestId);
