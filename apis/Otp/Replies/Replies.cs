using System.Text.Encodings.Web;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Otp;

/// <summary>The success envelope: <c>{"data": …}</c>, for lists with <c>meta</c>.</summary>
internal static class Replies
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IResult Ok<T>(T data) => Write(new Reply<T>(data), StatusCodes.Status200OK);

    public static IResult Created<T>(T data) => Write(new Reply<T>(data), StatusCodes.Status201Created);

    /// <summary>A record, or the refusal that stands in its place.</summary>
    /// <param name="outcome">What came of the request.</param>
    /// <param name="show">The record as it is shown.</param>
    public static IResult Of<T, TShape>(Outcome<T> outcome, Func<T, TShape> show) =>
        outcome.TryGet(out var value) ? Ok(show(value)) : new ErrorResult(outcome.Refusal!);

    /// <summary>A reply that shows a secret, which nothing on the way may keep.</summary>
    public static IResult Secret<T>(ApiCall call, T data, int status)
    {
        call.Http.Response.Headers.CacheControl = "no-store";
        return Write(new Reply<T>(data), status);
    }

    public static IResult List<T>(Page<T> page) => Write(new ListReply<T>(page.Items, new ListMeta(page.Limit, page.NextCursor)), StatusCodes.Status200OK);

    public static IResult Deleted(string id) => Ok(new Deletion(id, Deleted: true));

    private static IResult Write<T>(T body, int status) => Results.Json(body, Json, "application/json", status);

    private sealed record Reply<T>(T Data);

    private sealed record ListReply<T>(IReadOnlyList<T> Data, ListMeta Meta);

    private sealed record ListMeta(int Limit, string? NextCursor);

    private sealed record Deletion(string Id, bool Deleted);
}
