using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>A response, compared with a contract.</summary>
/// <param name="Definition">The error definition that it answers by; null for a success, and for an error that the contract does not have.</param>
/// <param name="Body">The body of an error; null where it cannot be read.</param>
/// <param name="RequestId">The request's id; null where the response has none.</param>
/// <param name="Faults">What does not fit, one sentence each.</param>
internal sealed record ContractComparison(ErrorDefinition? Definition, AnsweredError? Body, string? RequestId, IReadOnlyList<string> Faults)
{
    /// <summary>Compares.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="response">The response.</param>
    /// <param name="content">Its body.</param>
    public static ContractComparison Of(Contract contract, HttpResponseMessage response, byte[] content)
    {
        var faults = new List<string>();
        var id = response.FieldOf(contract.RequestId.Header);
        if (id is null || !id.StartsWith(contract.RequestId.Prefix, StringComparison.Ordinal))
        {
            faults.Add($"'{contract.RequestId.Header}' is '{id}', not an id of this contract.");
        }

        var isHead = response.RequestMessage?.Method == HttpMethod.Head;
        var found = isHead ? default : Find(contract, response, content, faults);
        if ((int)response.StatusCode >= 400 || found.Definition is not null)
        {
            CheckFields(contract, response, found.Definition, faults);
            CheckBody(contract, found, id, isHead, faults);
        }

        return new ContractComparison(found.Definition, found.Body, id, faults);
    }

    private static (AnsweredError? Body, ErrorDefinition? Definition) Find(
        Contract contract,
        HttpResponseMessage response,
        byte[] content,
        List<string> faults)
    {
        var status = (int)response.StatusCode;
        var isError = status >= 400;
        if (!isError && !contract.Errors.Any(error => error.Status == status))
        {
            return default;
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? string.Empty;
        var body = AnsweredError.Read(contract, status, DefinitionCompiler.IsXml(type), content, isError ? faults : []);
        var id = response.FieldOf(contract.RequestId.Header);
        var definition = body?.Find(id, name => response.FieldOf(name));

        // A success may be anything but the body of an error.
        return isError || (definition is not null && body!.FaultsOf(definition, id).Count == 0) ? (body, definition) : default;
    }

    private static void CheckFields(Contract contract, HttpResponseMessage response, ErrorDefinition? definition, List<string> faults)
    {
        var type = response.Content.Headers.ContentType?.ToString();
        Expect(contract.ContentTypes.Contains(type), $"Content-Type is '{type}'.", faults);
        Expect(response.FieldOf("Cache-Control") == "no-store", "Cache-Control is not no-store.", faults);
        Expect((int)response.StatusCode != 401 || response.Headers.WwwAuthenticate.Count > 0, "A 401 has no WWW-Authenticate.", faults);
        Expect((int)response.StatusCode != 405 || response.Content.Headers.Allow.Count > 0, "A 405 has no Allow.", faults);
        Expect(
            (int)response.StatusCode != 429 || WholeNumberText.TryParse(response.FieldOf("Retry-After"), out int _),
            "A 429 has no whole seconds in Retry-After.",
            faults);
        foreach (var header in definition?.Template.Headers ?? [])
        {
            Expect(response.FieldOf(header.Name) is not null, $"{header.Name} is missing.", faults);
        }
    }

    private static void CheckBody(
        Contract contract,
        (AnsweredError? Body, ErrorDefinition? Definition) found,
        string? id,
        bool isHead,
        List<string> faults)
    {
        if (found is { Body: { } body, Definition: { } definition })
        {
            faults.AddRange(body.FaultsOf(definition, id));
        }
        else if (!isHead && found.Body is { } unknown)
        {
            faults.Add($"The code '{unknown.CodeInBody()}' is no definition of {contract.File}.");
        }
    }

    private static void Expect(bool holds, string fault, List<string> faults)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}
