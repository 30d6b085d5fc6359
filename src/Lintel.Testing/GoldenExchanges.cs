using System.Text;
using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>
/// Recorded exchanges: files <c>code.http</c> or <c>code.variant.http</c> with a comment that says the cause, a request, a line <c>###</c> and the response.
/// The status, each header field that the file lists and the body must come back to the byte, except for the placeholders <c>{requestId}</c> and
/// <c>{int:1-60}</c>, a whole number in a range.
/// </summary>
public static class GoldenExchanges
{
    /// <summary>The files of a folder and the folders in it, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<string> In(string folder) =>
        [.. Directory.GetFiles(folder, "*.http", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>The codes of a contract that no file of a folder is called by; empty where every error definition has an exchange.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<string> MissingIn(string folder, Contract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var recorded = In(folder).Select(file => Path.GetFileName(file).Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        return [.. contract.Errors.Where(error => !error.Retired && !recorded.Contains(error.Code)).Select(error => error.Code)];
    }

    /// <summary>Sends the request of a file and compares what comes back with its response.</summary>
    /// <param name="client">A client of <see cref="LintelApplicationFactory{TEntryPoint}"/>, with a credential where the file has none.</param>
    /// <param name="file">The file.</param>
    /// <param name="values">Values for other placeholders, such as <c>key</c> for <c>{key}</c>; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ContractAssertionException">The response is another; the message shows it as the file would have it.</exception>
    /// <exception cref="InvalidDataException">The file is no recorded exchange.</exception>
    public static async Task CompareAsync(
        HttpClient client,
        string file,
        IReadOnlyDictionary<string, string>? values = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var exchange = GoldenExchange.Read(file);
        using var request = RequestOf(exchange.Request, text => Fill(text, values));
        using var response = await client.SendAsync(request, cancellation);
        var content = await response.Content.ReadAsByteArrayAsync(cancellation);
        var contract = ResponseAssertions.ContractOf(response);
        var requestId = response.FieldOf(contract.RequestId.Header) ?? string.Empty;
        if (Differing(exchange.Response, response, Encoding.UTF8.GetString(content), requestId, text => Fill(text, values)) is { } difference)
        {
            throw ResponseAssertions.Failed(response, content, $"is not as {file} has it: {difference}");
        }
    }

    private static string? Differing(GoldenResponse expected, HttpResponseMessage response, string body, string requestId, Func<string, string> fill)
    {
        if ((int)response.StatusCode != expected.Status)
        {
            return $"the status {expected.Status} was expected";
        }

        foreach (var (name, value) in expected.Headers)
        {
            if (response.FieldOf(name) is not { } actual || !RecordedText.Matches(fill(value), actual, requestId))
            {
                return $"'{name}: {value}' was expected";
            }
        }

        return RecordedText.Matches(fill(expected.Body), body, requestId) ? null : $"the body was expected to be\n{expected.Body}\n";
    }

    private static HttpRequestMessage RequestOf(GoldenRequest recorded, Func<string, string> fill)
    {
        var line = fill(recorded.Line).Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(line[0]), line[1]);
        if (recorded.Body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(fill(recorded.Body)));
        }

        foreach (var (name, value) in recorded.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, fill(value)))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, fill(value));
            }
        }

        return request;
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string>? values) =>
        values is null ? text : values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal));
}
