using System.Text.Json;
using Lintel.Shared;
using Microsoft.AspNetCore.Http;

namespace Lintel.Trackpilots;

/// <summary>
/// Success bodies. <c>error</c> stands before the payload here and after <c>data</c> in errors; the two employee writes call the payload <c>response</c>.
/// </summary>
internal static class Envelope
{
    private static readonly JsonSerializerOptions Json = WireJson.Named(JsonNamingPolicy.CamelCase);

    /// <summary>A success with <c>data</c>.</summary>
    public static IResult Data<T>(string statusMessage, T data) =>
        Results.Json(new DataBody<T>(true, StatusCodes.Status200OK, statusMessage, null, data), Json);

    /// <summary>A success with <c>response</c>.</summary>
    public static IResult Response<T>(string statusMessage, T response) =>
        Results.Json(new ResponseBody<T>(true, StatusCodes.Status200OK, statusMessage, null, response), Json);

    /// <summary>A body of the management API, which has no envelope.</summary>
    public static IResult Plain<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, Json, statusCode: status);

    private sealed record DataBody<T>(bool Success, int StatusCode, string StatusMessage, object? Error, T Data);

    private sealed record ResponseBody<T>(bool Success, int StatusCode, string StatusMessage, object? Error, T Response);
}
