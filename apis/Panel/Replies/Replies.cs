using System.Text.Encodings.Web;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Panel;

/// <summary>The success envelope: <c>{"success": true, "message": …, "data": …}</c>; some routes put their payload beside <c>data</c>.</summary>
internal static class Replies
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IResult Done(string message) => Results.Json(new MessageBody(true, message), Json);

    /// <summary>The message, or why it is not so.</summary>
    public static IResult Done(Refusal? refusal, string message) => refusal is null ? Done(message) : new ErrorResult(refusal);

    public static IResult Data<T>(string message, T data) => Results.Json(new DataBody<T>(true, message, data), Json);

    /// <summary>The data, or why there is none.</summary>
    public static IResult Data<T, TView>(Outcome<T> outcome, string message, Func<T, TView> show) =>
        outcome.TryGet(out var value) ? Data(message, show(value)) : new ErrorResult(outcome.Refusal!);

    public static IResult Table<T, TView>(string message, TablePage<T> page, Func<T, TView> show) =>
        Results.Json(new TableBody<TView>(true, message, [.. page.Rows.Select(show)], page.TotalPages), Json);

    public static IResult CreatedLicenses(Outcome<IReadOnlyList<string>> outcome) => outcome.TryGet(out var licenses)
        ? Results.Json(new CreatedLicensesBody(true, "Licenses created successfully", licenses), Json)
        : new ErrorResult(outcome.Refusal!);

    private sealed record MessageBody(bool Success, string Message);

    private sealed record DataBody<T>(bool Success, string Message, T Data);

    private sealed record TableBody<T>(bool Success, string Message, IReadOnlyList<T> Data, long TotalPages);

    private sealed record CreatedLicensesBody(bool Success, string Message, IReadOnlyList<string> CreatedLicenses);
}
