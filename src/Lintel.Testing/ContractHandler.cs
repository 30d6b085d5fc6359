using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>Notes on each request the contract of the API that it goes to, for assertions on the response.</summary>
/// <param name="contracts">The contracts of the application.</param>
internal sealed class ContractHandler(IReadOnlyList<Contract> contracts) : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<Contract> Key = new("Lintel.Contract");

    /// <summary>The contract of a response; null where its request went to no API, or through another client.</summary>
    public static Contract? ContractOf(HttpResponseMessage response) =>
        response.RequestMessage is { } request && request.Options.TryGetValue(Key, out var contract) ? contract : null;

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (contracts.Where(contract => IsUnder(path, contract.BasePath)).MaxBy(contract => contract.BasePath.Length) is { } found)
        {
            request.Options.Set(Key, found);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private static bool IsUnder(string path, string basePath) =>
        path.StartsWith(basePath, StringComparison.OrdinalIgnoreCase) && (path.Length == basePath.Length || path[basePath.Length] == '/');
}
