using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>Whether a response honours its contract.</summary>
public static class ContractCheck
{
    /// <summary>
    /// Compares a response with its contract: for every response the request id; for an error also the definition that its code names, its status, the
    /// members of the envelope in order, the media type, <c>Cache-Control</c> and the fields that 401, 405 and 429 need.
    /// </summary>
    /// <param name="contract">The contract.</param>
    /// <param name="response">The response, with a body that can be read (an answer to HEAD has none and is compared by its fields alone).</param>
    /// <returns>What does not fit, one sentence each; empty where the response honours the contract.</returns>
    public static async Task<IReadOnlyList<string>> FaultsOfAsync(Contract contract, HttpResponseMessage response)
    {
        var faults = new List<string>();
        var id = FieldOf(response, contract.RequestId.Header);
        if (id is null || !id.StartsWith(contract.RequestId.Prefix, StringComparison.Ordinal))
        {
            faults.Add($"'{contract.RequestId.Header}' is '{id}', not an id of this contract.");
        }

        if ((int)response.StatusCode >= 400)
        {
            CheckFields(contract, response, faults);
            if (response.RequestMessage?.Method != HttpMethod.Head)
            {
                CheckBody(contract, (int)response.StatusCode, id, await response.Content.ReadAsByteArrayAsync(), faults);
            }
        }

        return faults;
    }

    private static void CheckFields(Contract contract, HttpResponseMessage response, List<string> faults)
    {
        Expect(response.Content.Headers.ContentType?.ToString() == contract.ContentType, $"Content-Type is '{response.Content.Headers.ContentType}'.", faults);
        Expect(FieldOf(response, "Cache-Control") == "no-store", "Cache-Control is not no-store.", faults);
        Expect((int)response.StatusCode != 401 || response.Headers.WwwAuthenticate.Count > 0, "A 401 has no WWW-Authenticate.", faults);
        Expect((int)response.StatusCode != 405 || response.Content.Headers.Allow.Count > 0, "A 405 has no Allow.", faults);
        Expect(
            (int)response.StatusCode != 429 || WholeNumberText.TryParse(FieldOf(response, "Retry-After"), out int _),
            "A 429 has no whole seconds in Retry-After.",
            faults);
    }

    private static void CheckBody(Contract contract, int status, string? id, byte[] body, List<string> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var found = new Findings();
            CheckMembers(contract.Envelope, document.RootElement, string.Empty, found, faults);
            CheckFound(contract, status, id, found, faults);
        }
        catch (JsonException exception)
        {
            faults.Add($"The body is not JSON: {exception.Message}");
        }
    }

    private static void CheckFound(Contract contract, int status, string? id, Findings found, List<string> faults)
    {
        Expect(found.RequestId is null || found.RequestId == id, "The id in the body is another than in the header.", faults);
        Expect(found.Status is null || found.Status == status, "The status in the body is another than that of the response.", faults);
        if (found.Code is null || !contract.TryGetError(found.Code, out var definition))
        {
            faults.Add($"The code '{found.Code}' is no definition of {contract.File}.");
        }
        else
        {
            Expect(definition.Status == status, $"The definition of '{found.Code}' says {definition.Status}, the response {status}.", faults);
        }
    }

    /// <summary>Exactly the declared members in their order; optional ones may be left out.</summary>
    private static void CheckMembers(EnvelopeValue.Group group, JsonElement json, string path, Findings found, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"'{path}' is not an object.");
            return;
        }

        using var sent = json.EnumerateObject();
        var more = sent.MoveNext();
        foreach (var member in group.Members)
        {
            if (more && sent.Current.NameEquals(member.Name))
            {
                CheckValue(member.Value, sent.Current.Value, $"{path}/{member.Name}", found, faults);
                more = sent.MoveNext();
            }
            else
            {
                Expect(member.Value is EnvelopeValue.Variable { Optional: true }, $"'{path}/{member.Name}' is missing or out of order.", faults);
            }
        }

        Expect(!more, more ? $"'{path}/{sent.Current.Name}' is not declared." : string.Empty, faults);
    }

    private static void CheckValue(EnvelopeValue value, JsonElement json, string path, Findings found, List<string> faults)
    {
        switch (value)
        {
            case EnvelopeValue.Group group:
                CheckMembers(group, json, path, found, faults);
                break;
            case EnvelopeValue.Constant constant:
                Expect(json.GetRawText() == constant.Json, $"'{path}' is {json.GetRawText()}, not {constant.Json}.", faults);
                break;
            case EnvelopeValue.Variable variable:
                found.Take(variable.Name, json);
                break;
            default:
                break;
        }
    }

    private static void Expect(bool holds, string fault, List<string> faults)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }

    private static string? FieldOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>What a body says of itself.</summary>
    private sealed class Findings
    {
        public string? Code { get; private set; }

        public int? Status { get; private set; }

        public string? RequestId { get; private set; }

        public void Take(EnvelopeVariable variable, JsonElement json)
        {
            switch (variable)
            {
                case EnvelopeVariable.Code:
                    Code = json.GetString();
                    break;
                case EnvelopeVariable.Status:
                    Status = json.GetInt32();
                    break;
                case EnvelopeVariable.RequestId:
                    RequestId = json.GetString();
                    break;
                default:
                    break;
            }
        }
    }
}
