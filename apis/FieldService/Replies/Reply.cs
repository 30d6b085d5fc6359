using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.FieldService.Storage;
using Lintel.Shared;
using Microsoft.AspNetCore.Http;

namespace Lintel.FieldService.Replies;

/// <summary>Writes the success bodies.</summary>
internal static class Reply
{
    public static JsonSerializerOptions Options { get; } = WireJson.Named(JsonNamingPolicy.SnakeCaseLower, FieldServiceJson.Default);

    /// <summary>
    /// The same for descriptions, which are of bodies that are read as well: the serializer never sees these, and knows none of them at build time.
    /// </summary>
    public static JsonSerializerOptions Described { get; } = WireJson.Named(JsonNamingPolicy.SnakeCaseLower);

    public static IResult List<T>(ApiCall call, Paging paging, Listing<T> listing) =>
        Results.Json(new ListReply<T>(listing.Rows, Pagination.Of(paging, listing.Total), call.RequestId), Options);

    public static IResult Single<T>(ApiCall call, T record)
        where T : notnull => Results.Json(new SingleReply<T>(record, call.RequestId), Options);

    public static IResult Created<T, TReply>(Outcome<T> outcome, Func<T, TReply> wrap) => Written(outcome, wrap, StatusCodes.Status201Created);

    public static IResult Updated<T, TReply>(Outcome<T> outcome, Func<T, TReply> wrap) => Written(outcome, wrap, StatusCodes.Status200OK);

    private static IResult Written<T, TReply>(Outcome<T> outcome, Func<T, TReply> wrap, int status) =>
        outcome.Answer(record => Results.Json(wrap(record), Options, statusCode: status));
}
