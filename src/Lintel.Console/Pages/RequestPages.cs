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
    /// <summary>The same list under one filter more.</summary>
    public string With(string name, string? value) => Call.Address.Query("/requests", Filter.With(name, value));

    /// <summary>true if the newest requests appear by themselves.</summary>
    public bool IsLive => Call.Query("live") is not null && Filter.Cursor is null;

    /// <summary>This list, live or paused.</summary>
    public string LiveSwitch => IsLive ? With("live", null) : LiveAddress;

    /// <summary>This list, live.</summary>
    public string LiveAddress => With("live", "1");

    /// <summary>The fault of a filter; null for none.</summary>
    public string? Fault(string name) => Problem?.Faults.FirstOrDefault(fault => fault.Name == name)?.Message;
}

/// <summary>One request.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Explanation">Its way through the guards.</param>
/// <param name="Neighbors">Requests by the same key around it, itself among them.</param>
internal sealed record RequestModel(ConsoleCall Call, ExplanationShape Explanation, IReadOnlyList<RequestShape> Neighbors)
{
    /// <summary>The page on which the remedy is applied; null where the console has none.</summary>
    public string? RemedyPage => Explanation.Remedy?.Action?.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [_, _, var section and (Section.Keys or Section.Accounts), var id, ..] => Call.Address.Of(section, Uri.UnescapeDataString(id)),
        _ => null,
    };

    /// <summary>The list of requests under one filter.</summary>
    public string With(string name, string? value) => Call.Address.Query("/requests", (name, value));
}
