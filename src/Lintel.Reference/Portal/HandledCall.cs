using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>The request of the samples that handle a code, in several languages: to an operation that answers with it, with a body where one is read.</summary>
/// <param name="method">The method.</param>
/// <param name="page">The addresses.</param>
/// <param name="target">The path and query.</param>
/// <param name="body">The body, JSON; null for none.</param>
internal sealed class HandledCall(string method, PageAddress page, SampleAddress target, string? body)
{
    private bool IsGet => HttpMethods.IsGet(method);

    private bool IsOpen => target.Variables.Count > 0;

    /// <summary>The variables of a shell that the address has, a line each.</summary>
    public IEnumerable<string> ShellVariables => target.Variables.Select(Curl.Assignment);

    /// <summary>The words after the options of <c>curl</c>.</summary>
    public string Shell => string.Join(' ', new[]
    {
        IsGet ? null : $"-X {method}",
        body is null ? null : $"-H 'Content-Type: application/json' -d {Curl.Quote(body)}",
        Curl.Quoted(Address(variable => $"${variable.Shell}"), IsOpen),
    }.OfType<string>());

    public string CSharp => IsGet
        ? $"using var response = await client.GetAsync({CSharpAddress});"
        : $"using var request = new HttpRequestMessage(HttpMethod.{char.ToUpperInvariant(method[0])}{method[1..].ToLowerInvariant()}, {CSharpAddress});\n"
            + (body is null ? string.Empty : $"request.Content = new StringContent(\"\"\"{body}\"\"\", Encoding.UTF8, \"application/json\");\n")
            + "using var response = await client.SendAsync(request);";

    public string TypeScript => (IsGet, body) switch
    {
        (true, _) => $"const response = await fetch({TypeScriptAddress}, {{ headers }});",
        (_, null) => $"const response = await fetch({TypeScriptAddress}, {{ method: \"{method}\", headers }});",
        _ => $"const response = await fetch({TypeScriptAddress}, {{\n  method: \"{method}\",\n  headers: {{ ...headers, \"Content-Type\": \"application/json\" }},\n"
            + $"  body: JSON.stringify({body}),\n}});",
    };

    public string Python => (IsGet, body) switch
    {
        (true, _) => $"response = httpx.get({PythonAddress}, headers=headers)",
        (_, null) => $"response = httpx.request(\"{method}\", {PythonAddress}, headers=headers)",
        _ => $"body = {PythonText(body)}\nresponse = httpx.request(\n    \"{method}\", {PythonAddress}, content=body,\n"
            + "    headers={**headers, \"Content-Type\": \"application/json\"},\n)",
    };

    /// <summary>
    /// The call for a code: of the operation by which the API is shown where that answers with it, otherwise of the first that does, and of the one that is
    /// shown where none is known to.
    /// </summary>
    public static HandledCall Of(PortalApi api, ErrorDefinition error, PageAddress address)
    {
        var operation = OperationOf(api, error);
        if (operation is null || operation == api.Example)
        {
            return new(HttpMethods.Get, address, new SampleAddress(api.ExamplePath, []), body: null);
        }

        var method = PortalApi.MethodOf(operation);
        var sendsBody = Curl.ReadsJson(operation) && !HttpMethods.IsGet(method);
        var request = api.RequestOf(operation);
        return new(method, address, request.Address, sendsBody ? request.Body.Text : null);
    }

    /// <summary>The operation that is called for a code; null where no operation is known to answer with it, nor any by which the API is shown.</summary>
    public static Operation? OperationOf(PortalApi api, ErrorDefinition error)
    {
        var answering = api.OperationsWith(error).Where(operation => !operation.IsReserved).ToArray();
        return answering.FirstOrDefault(operation => operation == api.Example) ?? answering.FirstOrDefault() ?? api.Example;
    }

    private string CSharpAddress => $"{(IsOpen ? "$" : string.Empty)}\"{Address(variable => $"{{{variable.Camel}}}")}\"";

    private string TypeScriptAddress => Address(variable => $"${{{variable.Camel}}}") is var text && IsOpen ? $"`{text}`" : $"\"{text}\"";

    private string PythonAddress => $"{(IsOpen ? "f" : string.Empty)}\"{Address(variable => $"{{{variable.Snake}}}")}\"";

    private string Address(Func<SampleVariable, string> write) => page.Absolute(target.Write(write));

    private static string PythonText(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
