using AspNetCoreGeneratedDocument;
using Lintel.Management;
using Lintel.Management.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The request log: the list with its filters, and one request.</summary>
internal static class RequestPages
{
    private const int Neighbors = 5;

    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/requests", ListAsync);
        routes.Stream("/requests/tail", call => new LiveRequests(call, RequestFilter.Of(call.Http.Request.Query)));
        routes.Download("/requests/export", Export);
        routes.Page("/requests/{id}", OneAsync);
    }

    public static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        if (call.Query("id") is { } id)
        {
            return Moved(call.Address.Of(Section.Requests, id));
        }

        var filter = RequestFilter.Of(call.Http.Request.Query);
        var reply = await call.GetAsync("/requests", filter.Sent(call.Now));
        var problem = reply.IsRefused ? reply.Refusal() : null;
        if (problem is not null && problem.Status != StatusCodes.Status422UnprocessableEntity)
        {
            throw new ManagementRefusedException(problem);
        }

        var page = problem is null ? reply.Read<Page<RequestShape>>() : new Page<RequestShape>([], null);
        var names = await RecordNames.ReadAsync(
            call, [.. page.Data.SelectMany(request => new[] { request.KeyId, request.AccountId }), filter[RequestFilter.Key], filter[RequestFilter.Account]]);
        return new ConsoleView("Requests", Section.Requests, new Views_Requests { Model = new RequestsModel(call, filter, page, problem, names) })
        {
            Status = problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static ConsoleDownload Export(ConsoleCall call)
    {
        var format = call.Query(RequestsModel.FormatField) == RequestsModel.Csv ? RequestsModel.Csv : RequestsModel.Ndjson;
        var query = RequestFilter.Of(call.Http.Request.Query).Searched(call.Now).Append((RequestsModel.FormatField, format));
        return new ConsoleDownload(call, "/requests/export", $"requests.{format}") { Query = ConsoleCall.QueryOf(query) };
    }

    private static async Task<ConsoleView> OneAsync(ConsoleCall call)
    {
        var explanation = (await call.ReadAsync<ExplainedShape>($"/requests/{Uri.EscapeDataString(call.Route("id"))}/explain")).Data;
        var request = explanation.Request;
        var names = await RecordNames.ReadAsync(call, request.KeyId, request.AccountId);
        var model = new RequestModel(call, explanation, request.KeyId is null ? [] : await NeighborsAsync(call, request), names);
        return new ConsoleView($"{request.Status} {request.Code ?? request.Method} · {request.Id}", Section.Requests, new Views_Request { Model = model });
    }

    private static async Task<IReadOnlyList<RequestShape>> NeighborsAsync(ConsoleCall call, RequestShape request)
    {
        var until = request.At.AddMinutes(10).UtcDateTime.ToString("O");
        var page = await call.ReadAsync<Page<RequestShape>>("/requests", ("keyId", request.KeyId), ("to", until), ("limit", "200"));
        var at = page.Data.Select(other => other.Id).ToList().IndexOf(request.Id);
        return at < 0
            ? [.. page.Data.Take(Neighbors)]
            : [.. page.Data.Skip(Math.Max(0, at - Neighbors)).Take(Math.Min(at, Neighbors) + 1 + Neighbors)];
    }

    private static ConsoleView Moved(string address) => new("Requests", Section.Requests, new Views_Empty { Model = string.Empty }) { MovedTo = address };
}

/// <summary>The list of requests.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Filter">The filters of the address.</param>
/// <param name="Page">The entries.</param>
/// <param name="Problem">What is wrong with the filters; null for nothing.</param>
/// <param name="Names">The names of the keys and accounts.</param>
internal sealed record RequestsModel(ConsoleCall Call, RequestFilter Filter, Page<RequestShape> Page, ManagementProblem? Problem, RecordNames Names)
{
    /// <summary>The parameter of an export with its form.</summary>
    public const string FormatField = "format";

    /// <summary>An export as a table.</summary>
    public const string Csv = "csv";

    /// <summary>An export with a JSON object on each line.</summary>
    public const string Ndjson = "ndjson";

    private const string LiveField = "live";
    private const string On = "1";

    /// <summary>The same list under one filter more.</summary>
    public string With(string name, string? value) => Call.Address.Query("/requests", Filter.With(name, value).Append((LiveField, IsLive ? On : null)));

    /// <summary>true if the newest requests appear by themselves.</summary>
    public bool IsLive => Call.Query(LiveField) is not null && Filter.Cursor is null;

    /// <summary>The value of a filter as people read it.</summary>
    public string TextOf(string name, string value) => name switch
    {
        RequestFilter.Last => RecentTime.Of(value)?.Label ?? value,
        RequestFilter.Key or RequestFilter.Account => Names[value],
        _ => value,
    };

    /// <summary>The address of a file with all that the filters find.</summary>
    public string Export(string format) => Call.Address.Query("/requests/export", Filter.With(FormatField, format));

    /// <summary>This list, live.</summary>
    public string LiveAddress => Call.Address.Query("/requests", Filter.Tailed().Append((LiveField, On)));

    /// <summary>The new requests of this list, as they come.</summary>
    public string TailAddress => Call.Address.Query("/requests/tail", Filter.Tailed().Append((LiveField, On)));

    /// <summary>The fault of a filter; null for none.</summary>
    public string? Fault(string name) => Problem?.Faults.FirstOrDefault(fault => fault.Name == name)?.Message;
}

/// <summary>A row of the list.</summary>
internal sealed record RequestRow(RequestsModel List, RequestShape Request);

/// <summary>One request.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Explanation">Its way through the guards.</param>
/// <param name="Neighbors">Requests by the same key around it, itself among them.</param>
/// <param name="Names">The names of its key and account.</param>
internal sealed record RequestModel(ConsoleCall Call, ExplanationShape Explanation, IReadOnlyList<RequestShape> Neighbors, RecordNames Names)
{
    /// <summary>The page on which the remedy is applied; null where the console has none.</summary>
    public (string Address, string Action)? RemedyPage => Explanation.Remedy?.Action?.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [_, _, Section.Keys, var id, "limits", var policy, ..] => (LimitPages.AddressOf(Call.Address, LimitRecord.Key, id, policy), "Reset the limit"),
        [_, _, Section.Accounts, var id, "limits", var policy, ..] => (LimitPages.AddressOf(Call.Address, LimitRecord.Account, id, policy), "Reset the limit"),
        [_, _, Section.Keys, var id, ..] => (Call.Address.Of(Section.Keys, Uri.UnescapeDataString(id)), "Open the key"),
        [_, _, Section.Accounts, var id, ..] => (Call.Address.Of(Section.Accounts, Uri.UnescapeDataString(id)), "Open the account"),
        _ => null,
    };

    /// <summary>A text of the management API, in which the key and the account are called by name too.</summary>
    public string Told(string text) => new[] { Explanation.Request.KeyId, Explanation.Request.AccountId }.OfType<string>()
        .Where(Names.Has)
        .Aggregate(text, (told, id) => told.Replace(id, $"“{Names[id]}” ({id})", StringComparison.Ordinal));

    /// <summary>The list of requests under one filter.</summary>
    public string With(string name, string? value) => Call.Address.Query("/requests", (name, value));
}
