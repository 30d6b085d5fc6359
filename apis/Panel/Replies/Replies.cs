using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Http;

namespace Lintel.Panel;

/// <summary>The success envelope: <c>{"success": true, "message": …, "data": …}</c>; some routes put their payload beside <c>data</c>.</summary>
internal static class Replies
{
    public static JsonSerializerOptions Json { get; } = WireJson.Named(JsonNamingPolicy.CamelCase);

    public static IResult Done(string message) => Results.Json(new MessageReply(true, message), Json);

    /// <summary>The message, or why it is not so.</summary>
    public static IResult Done(Refusal? refusal, string message) => refusal is null ? Done(message) : new ErrorResult(refusal);

    public static IResult Data<T>(string message, T data)
        where T : notnull => Results.Json(new DataReply<T>(true, message, data), Json);

    /// <summary>The data, or why there is none.</summary>
    public static IResult Data<T, TView>(Outcome<T> outcome, string message, Func<T, TView> show)
        where TView : notnull => outcome.Answer(value => Data(message, show(value)));

    public static IResult Table<T, TView>(string message, TablePage<T> page, Func<T, TView> show) =>
        Results.Json(new TableReply<TView>(true, message, [.. page.Rows.Select(show)], page.TotalPages), Json);

    public static IResult CreatedLicenses(Outcome<IReadOnlyList<string>> outcome) =>
        outcome.Answer(licenses => Results.Json(new CreatedLicensesReply(true, "Licenses created successfully", licenses), Json));
}

/// <summary>A reply that says that something was done.</summary>
internal sealed record MessageReply([AllowedValues(true)] bool Success, string Message);

/// <summary>A reply with data.</summary>
internal sealed record DataReply<T>([AllowedValues(true)] bool Success, string Message, T Data)
    where T : notnull;

/// <summary>A reply with a page of a table.</summary>
internal sealed record TableReply<T>(
    [AllowedValues(true)] bool Success,
    string Message,
    [Description("At most 20 rows, newest first.")] IReadOnlyList<T> Data,
    long TotalPages);

/// <summary>A reply with the licenses that were made.</summary>
internal sealed record CreatedLicensesReply(
    [AllowedValues(true)] bool Success,
    string Message,
    [Description("What the holders of the licenses type in.")] IReadOnlyList<string> CreatedLicenses);
