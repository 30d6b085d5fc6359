using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Http;

namespace Lintel.Pixel;

/// <summary>The success envelope: <c>{"data": …, "meta": {"request_id": …}}</c>.</summary>
internal static class Replies
{
    public static JsonSerializerOptions Json { get; } = WireJson.Named(JsonNamingPolicy.SnakeCaseLower);

    public static IResult Ok<T>(ApiCall call, T data)
        where T : notnull => Write(new Reply<T>(data, new ReplyMeta(call.RequestId)), StatusCodes.Status200OK);

    /// <summary>The reply where there is nothing: its data is null.</summary>
    public static IResult None<T>(ApiCall call)
        where T : class => Write(new OptionalReply<T>(null, new ReplyMeta(call.RequestId)), StatusCodes.Status200OK);

    public static IResult Accepted<T>(ApiCall call, T data)
        where T : notnull => Write(new Reply<T>(data, new ReplyMeta(call.RequestId)), StatusCodes.Status202Accepted);

    /// <summary>The reply of a proxied pipe, which says <c>status</c> first.</summary>
    public static IResult Proxied<T>(ApiCall call, T data)
        where T : notnull => Write(new ProxiedReply<T>("success", data, new ReplyMeta(call.RequestId)), StatusCodes.Status200OK);

    private static IResult Write<T>(T body, int status) => Results.Json(body, Json, "application/json", status);
}

internal sealed record Reply<T>(T Data, ReplyMeta Meta)
    where T : notnull;

internal sealed record OptionalReply<T>(T? Data, ReplyMeta Meta)
    where T : class;

internal sealed record ProxiedReply<T>(string Status, T Data, ReplyMeta Meta)
    where T : notnull;

internal sealed record ReplyMeta(string RequestId);
