using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Lintel.Shared;
using Microsoft.AspNetCore.Http;

namespace Lintel.Trackpilots;

/// <summary>
/// Success bodies. <c>error</c> stands before the payload here and after <c>data</c> in errors; the two employee writes call the payload <c>response</c>.
/// </summary>
internal static class Envelope
{
    public static JsonSerializerOptions Json { get; } = WireJson.Named(JsonNamingPolicy.CamelCase);

    /// <summary>A success with <c>data</c>.</summary>
    public static IResult Data<T>(string statusMessage, T data)
        where T : notnull =>
        Results.Json(new DataReply<T>(true, StatusCodes.Status200OK, statusMessage, null, data), Json);

    /// <summary>A success with <c>response</c>.</summary>
    public static IResult Response<T>(string statusMessage, T response)
        where T : notnull =>
        Results.Json(new ResponseReply<T>(true, StatusCodes.Status200OK, statusMessage, null, response), Json);

    /// <summary>A body of the management API, which has no envelope.</summary>
    public static IResult Plain<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, Json, statusCode: status);
}

/// <summary>A success with <c>data</c>.</summary>
internal sealed record DataReply<T>(
    [AllowedValues(true)] bool Success,
    [AllowedValues(StatusCodes.Status200OK)] int StatusCode,
    [Description("What was done, for people.")] string StatusMessage,
    [Description("Always null.")] object? Error,
    T Data)
    where T : notnull;

/// <summary>A success with <c>response</c>.</summary>
internal sealed record ResponseReply<T>(
    [AllowedValues(true)] bool Success,
    [AllowedValues(StatusCodes.Status200OK)] int StatusCode,
    [Description("What was done, for people.")] string StatusMessage,
    [Description("Always null.")] object? Error,
    T Response)
    where T : notnull;
