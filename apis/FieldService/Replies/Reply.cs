using System.Text.Encodings.Web;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.FieldService.Storage;
using Microsoft.AspNetCore.Http;

namespace Lintel.FieldService.Replies;

/// <summary>Writes the success bodies.</summary>
internal static class Reply
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        TypeInfoResolver = FieldServiceJson.Default,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IResult List<T>(ApiCall call, Paging paging, Listing<T> listing) =>
        Results.Json(new ListReply<T>(listing.Rows, Pagination.Of(paging, listing.Total), call.RequestId), Options);

    public static Task<IResult> Single<T>(ApiCall call, T record) => Task.FromResult(Results.Json(new SingleReply<T>(record, call.RequestId), Options));

    public static async Task<IResult> Created<T, TReply>(Task<Outcome<T>> write, Func<T, TReply> wrap) => Written(await write, wrap, StatusCodes.Status201Created);

    public static async Task<IResult> Updated<T, TReply>(Task<Outcome<T>> write, Func<T, TReply> wrap) => Written(await write, wrap, StatusCodes.Status200OK);

    private static IResult Written<T, TReply>(Outcome<T> outcome, Func<T, TReply> wrap, int status) =>
        outcome.TryGet(out var record) ? Results.Json(wrap(record), Options, statusCode: status) : new ErrorResult(outcome.Refusal!);
}
