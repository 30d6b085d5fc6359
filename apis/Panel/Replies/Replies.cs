using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Http;

namespace Lintel.Panel;

/// <summary>The success envelope: <c>{"success": true, "message": …, "data": …}</c>; some routes put their payload beside <c>data</c>.</summary>
internal static class Replies
{
    public static JsonSerializerOptions Json { get; } = WireJson.Named(JsonNamingPolicy.CamelCase);

    public static IResult Done(string message) => Results.Json(new MessageBody(true, message), Json);

    /// <summary>The message, or why it is not so.</summary>
    public static IResult Done(Refusal? refusal, string message) => refusal is null ? Done(message) : new ErrorResult(refusal);

    public static IResult Data<T>(string message, T data) => Results.Json(new DataBody<T>(true, message, data), Json);

    /// <summary>The data, or why there is none.</summary>
    public static IResult Data<T, TView>(Outcome<T> outcome, string message, Func<T, TView> show) =>
        outcome.Answer(value => Data(message, show(value)));

    public static IResult Table<T, TView>(string message, TablePage<T> page, Func<T, TView> show) =>
        Results.Json(new TableBody<TView>(true, message, [.. page.Rows.Select(show)], page.TotalPages), Json);

    public static IResult CreatedLicenses(Outcome<IReadOnlyList<string>> outcome) =>
        outcome.Answer(licenses => Results.Json(new CreatedLicensesBody(true, "Licenses created successfully", licenses), Json));

    private sealed record MessageBody(bool Success, string Message);

    private sealed record DataBody<T>(bool Success, string Message, T Data);

    private sealed record TableBody<T>(bool Success, string Message, IReadOnlyList<T> Data, long TotalPages);

    private sealed record CreatedLicensesBody(bool Success, string Message, IReadOnlyList<string> CreatedLicenses);
}
