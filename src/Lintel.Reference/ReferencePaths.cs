using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The addresses of the reference under one path of the application, without the prefix by which callers reach the application.</summary>
/// <param name="Root">The path of the index, such as <c>/docs</c>.</param>
internal sealed record ReferencePaths(string Root)
{
    /// <summary>The home of one API.</summary>
    public string Of(Contract contract) => $"{Root}/{contract.Api}";

    /// <summary>The page of one error code.</summary>
    public string Of(Contract contract, string code) => $"{Of(contract)}/errors/{Uri.EscapeDataString(code)}";

    /// <summary>The API's OpenAPI document, as <c>json</c> or <c>yaml</c>.</summary>
    public string OpenApiOf(Contract contract, string format) => $"{Of(contract)}/openapi.{format}";
}
