using System.Text;
using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>Assertions on the responses of an API, in the words of its contract.</summary>
public static class ResponseAssertions
{
    private const int LongestBody = 2000;

    /// <summary>
    /// Asserts that a response is an error of the contract, and honors it: status, envelope, media type and header fields are those of the definition, as
    /// <see cref="ContractCheck"/> has them.
    /// </summary>
    /// <param name="response">A response to a client of <see cref="LintelApplicationFactory{TEntryPoint}"/>.</param>
    /// <param name="code">The code of the error definition, such as <c>sold_out</c>.</param>
    /// <returns>The error, for further assertions.</returns>
    /// <exception cref="ContractAssertionException">It is another, or does not honor the contract.</exception>
    public static ContractError ShouldBeError(this HttpResponseMessage response, string code) => response.ShouldBeError(ContractOf(response), code);

    /// <summary>Asserts that a response is an error of a contract, and honors it.</summary>
    /// <param name="response">The response, of any client that buffers, as <see cref="HttpClient"/> does unless it is told otherwise.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="code">The code of the error definition, such as <c>sold_out</c>.</param>
    /// <returns>The error, for further assertions.</returns>
    /// <exception cref="ContractAssertionException">It is another, or does not honor the contract.</exception>
    public static ContractError ShouldBeError(this HttpResponseMessage response, Contract contract, string code)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(contract);
        if (!contract.TryGetError(code, out var expected))
        {
            throw new ArgumentException($"{contract.File} has no definition '{code}'. {Known(contract, code)}", nameof(code));
        }

        var content = ContentOf(response);
        var comparison = ContractComparison.Of(contract, response, content);
        if (comparison.Definition?.Code != expected.Code)
        {
            var found = comparison.Definition is { } other ? $"'{other.Code}'" : "no error of the contract";
            throw Failed(response, content, $"should have been '{code}' ({expected.Status}) and is {found}");
        }

        return comparison.Faults.Count == 0
            ? new ContractError(comparison.Definition, comparison.Body?.TextOf(comparison.Definition, EnvelopeVariable.Message), comparison.RequestId)
            : throw Failed(response, content, $"is '{code}' and breaks the contract: {string.Join(" ", comparison.Faults)}");
    }

    /// <summary>Asserts that a response has a status of success, and honors the contract.</summary>
    /// <param name="response">A response to a client of <see cref="LintelApplicationFactory{TEntryPoint}"/>.</param>
    /// <exception cref="ContractAssertionException">It has another status, or does not honor the contract.</exception>
    public static void ShouldBeSuccess(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var content = ContentOf(response);
        var comparison = ContractComparison.Of(ContractOf(response), response, content);
        if (!response.IsSuccessStatusCode || comparison.Definition is not null)
        {
            var found = comparison.Definition is { } error ? $"'{error.Code}'" : "no success";
            throw Failed(response, content, $"should have been a success and is {found}");
        }

        if (comparison.Faults.Count > 0)
        {
            throw Failed(response, content, $"breaks the contract: {string.Join(" ", comparison.Faults)}");
        }
    }

    internal static Contract ContractOf(HttpResponseMessage response) => ContractHandler.ContractOf(response) ?? throw new InvalidOperationException(
        $"No contract is known for {Describe(response)}. The request must go to an API, and through a client that LintelApplicationFactory has created; "
        + "otherwise hand in the contract.");

    internal static ContractAssertionException Failed(HttpResponseMessage response, byte[] content, string fault) =>
        new($"The response to {Describe(response)} {fault}.\n{Text(response, content)}");

    /// <summary>Reads what was buffered, so that assertions need no await.</summary>
    internal static byte[] ContentOf(HttpResponseMessage response)
    {
        // CopyTo takes what is buffered, however often the test has read it and in whatever way.
        using var copy = new MemoryStream();
        response.Content.CopyTo(copy, context: null, CancellationToken.None);
        return copy.ToArray();
    }

    private static string Known(Contract contract, string code) =>
        Spelling.Suggest(code, contract.Errors.Select(error => error.Code), $"It has {string.Join(", ", contract.Errors.Select(error => error.Code))}.");

    private static string Describe(HttpResponseMessage response) =>
        response.RequestMessage is { } request ? $"{request.Method} {request.RequestUri?.PathAndQuery}" : "a request";

    private static string Text(HttpResponseMessage response, byte[] content)
    {
        var body = Encoding.UTF8.GetString(content);
        return $"HTTP {(int)response.StatusCode}\n{response.Headers}{response.Content.Headers}\n{(body.Length > LongestBody ? body[..LongestBody] + "…" : body)}";
    }
}
