using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>A request for a page by somebody who has signed in.</summary>
/// <param name="Http">The request.</param>
/// <param name="Session">Who asks.</param>
/// <param name="Address">The addresses of the console.</param>
/// <param name="Client">The management API.</param>
/// <param name="Apis">The APIs of the process.</param>
/// <param name="Now">The time.</param>
internal sealed record ConsoleCall(
    HttpContext Http,
    ConsoleSession Session,
    ConsoleAddress Address,
    ManagementClient Client,
    ApiDirectory Apis,
    DateTimeOffset Now)
{
    /// <summary>The contracts by their names.</summary>
    public IEnumerable<Contract> Contracts => Apis.All.Select(runtime => runtime.Contract).OrderBy(contract => contract.Title, StringComparer.Ordinal);

    /// <summary>A parameter of the route.</summary>
    public string Route(string name) => Http.Request.RouteValues[name] as string ?? string.Empty;

    /// <summary>A parameter of the query; null where it is empty too.</summary>
    public string? Query(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Reads a record or a list.</summary>
    /// <param name="path">The escaped path below the management API's own.</param>
    /// <param name="query">The parameters; null ones are left out.</param>
    /// <exception cref="ManagementRefusedException">It was refused.</exception>
    public async Task<T> ReadAsync<T>(string path, params IEnumerable<(string Name, string? Value)> query) => (await GetAsync(path, query)).Read<T>();

    /// <summary>Sends a request that reads.</summary>
    public Task<ManagementReply> GetAsync(string path, params IEnumerable<(string Name, string? Value)> query) => Client.SendAsync(
        Http,
        Session.Token,
        new ManagementRequest(HttpMethods.Get, path) { Query = QueryOf(query) });

    /// <summary>Makes a query of the parameters that are neither null nor empty.</summary>
    public static QueryString QueryOf(IEnumerable<(string Name, string? Value)> query) =>
        QueryString.Create(query.Where(item => !string.IsNullOrEmpty(item.Value)).Select(item => KeyValuePair.Create(item.Name, item.Value)));

    /// <summary>Sends a change.</summary>
    public Task<ManagementReply> ChangeAsync(string method, string path, ConsoleForm form, JsonNode? body = null) =>
        Client.SendAsync(Http, Session.Token, new ManagementRequest(method, path) { Body = body, Once = form.Once, IfMatch = form.IfMatch });

    /// <summary>The contract of an API; null for none.</summary>
    public Contract? ContractOf(string? api) => Contracts.FirstOrDefault(contract => contract.Api == api);

    /// <summary>The page of a code in the reference; null where that is not mapped.</summary>
    public string? ReferenceOf(string api, string? code) =>
        Apis.All.FirstOrDefault(runtime => runtime.Contract.Api == api) is { ErrorPages: { AreMapped: true } pages }
            ? $"{Address.Origin.Prefix}{pages.Root}/{api}{(code is null ? string.Empty : "/errors/" + Uri.EscapeDataString(code))}"
            : null;
}
