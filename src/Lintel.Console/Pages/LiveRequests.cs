using System.Text.Json;
using AspNetCoreGeneratedDocument;
using Lintel.Management;
using Lintel.Management.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>
/// The management API's live tail for the list of requests: the same events, with a row of the list in place of each entry. What the browser does not read in
/// time is dropped there, and its number told.
/// </summary>
internal sealed class LiveRequests(ConsoleCall call, RequestFilter filter) : IResult
{
    private const string Data = "data: ";
    private const string Event = "event: ";
    private const string Entry = "request";

    private RecordNames? _names;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var request = new ManagementRequest(HttpMethods.Get, "/requests/tail") { Query = ConsoleCall.QueryOf(filter.Tailed()) };
        return call.Client.StreamAsync(httpContext, call.Session.Token, request, (status, events) => SendAsync(httpContext, status, events));
    }

    private async Task SendAsync(HttpContext http, int status, Stream events)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        if (status != StatusCodes.Status200OK)
        {
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var lines = new StreamReader(events);
        var type = string.Empty;
        while (await lines.ReadLineAsync(http.RequestAborted) is { } line)
        {
            type = line.StartsWith(Event, StringComparison.Ordinal) ? line[Event.Length..] : type;
            var isEntry = type == Entry && line.StartsWith(Data, StringComparison.Ordinal);
            await http.Response.WriteAsync(isEntry ? $"{Data}{await RowAsync(line[Data.Length..])}\n" : $"{line}\n", http.RequestAborted);
            if (line.Length == 0)
            {
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
    }

    private async Task<string> RowAsync(string entry)
    {
        var request = JsonSerializer.Deserialize<RequestShape>(entry, Answer.Options)!;
        _names ??= new RecordNames(call);
        await _names.AddAsync(request.KeyId, request.AccountId);
        var list = new RequestsModel(call, filter, new Page<RequestShape>([], null), Problem: null, _names);
        return (await ConsoleResults.TextAsync(new Views_RequestRow { Model = new RequestRow(list, request) })).ReplaceLineEndings(" ");
    }
}
