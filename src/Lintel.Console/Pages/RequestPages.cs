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
        routes.Page("/requests/{id}", OneAsync);
    }

    public static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        if (call.Query("id") is { } id)
        {
            return Moved(call.Address.Of(Section.Requests, id));
        }

        var filter = RequestFilter.Of(call.Http.Request.Query);
        var reply = await call.GetAsync("/requests", filter.Sent());
        var problem = reply.IsRefused ? reply.Refusal() : null;
        if (problem is not null && problem.Status != StatusCodes.Status422UnprocessableEntity)
        {
            throw new ManagementRefusedException(problem);
        }

        var page = problem is null ? reply.Read<Page<RequestShape>>() : new Page<RequestShape>([], null);
        return new ConsoleView("Requests", Section.Requests, new Views_Requests { Model = new RequestsModel(call, filter, page, problem) })
        {
            Status = problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static async Task<ConsoleView> OneAsync(ConsoleCall call)
    {
        var explanation = (await call.ReadAsync<ExplainedShape>($"/requests/{Uri.EscapeDataString(call.Route("id"))}/explain")).Data;
        var request = explanation.Request;
        var model = new RequestModel(call, explanation, request.KeyId is null ? [] : await NeighborsAsync(call, request));
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
internal sealed record RequestsModel(ConsoleCall Call, RequestFilter Filter, Page<RequestShape> Page, ManagementProblem? Problem)
{
    private const string LiveField = "live";
    private const string On = "1";

    /// <summary>The same list under one filter more.</summary>
    public string With(string name, string? value) => Call.Address.Query("/requests", Filter.With(name, value).Append((LiveField, IsLive ? On : null)));

    /// <summary>true if the newest requests appear by themselves.</summary>
    public bool IsLive => Call.Query(LiveField) is not null && Filter.Cursor is null;

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
internal sealed record RequestModel(ConsoleCall Call, ExplanationShape Explanation, IReadOnlyList<RequestShape> Neighbors)
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

    /// <summary>The list of requests under one filter.</summary>
    public string With(string name, string? value) => Call.Address.Query("/requests", (name, value));
}
