using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>Compares responses with their contract.</summary>
public static class ContractCheck
{
    /// <summary>
    /// Compares a response with its contract: for every response the request id; for an error also the definition that its code names, its status, the
    /// members of the envelope in order, the media type, <c>Cache-Control</c>, the fields that the contract declares and those that 401, 405 and 429 need.
    /// </summary>
    /// <param name="contract">The contract.</param>
    /// <param name="response">The response, with a body that can be read (an answer to HEAD has none and is compared by its fields alone).</param>
    /// <returns>What does not fit, one sentence each; empty where the response honors the contract.</returns>
    public static async Task<IReadOnlyList<string>> FaultsOfAsync(Contract contract, HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(response);
        return ContractComparison.Of(contract, response, await response.Content.ReadAsByteArrayAsync()).Faults;
    }
}
