using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The content of an API's home.</summary>
/// <param name="Api">The API.</param>
/// <param name="Address">The addresses.</param>
/// <param name="Credentials">The ways to present a credential.</param>
/// <param name="Example">An error as it is sent; null where the contract has none.</param>
/// <param name="Members">The members of its body.</param>
/// <param name="Retries">When to send a request again; null where that never helps.</param>
internal sealed record HomeModel(
    PortalApi Api,
    PageAddress Address,
    IReadOnlyList<CredentialWay> Credentials,
    SampleAnswer? Example,
    IReadOnlyList<EnvelopeRow> Members,
    RetryPicture? Retries)
{
    public Contract Contract => Api.Contract;

    /// <summary>The id that was asked for; null where none was.</summary>
    public string? Asked { get; init; }

    /// <summary>The outcome of the look-up; null where nobody asked.</summary>
    public LookedUp? LookedUp { get; init; }

    /// <summary>A first request with each kind of credential that curl can send.</summary>
    public IReadOnlyList<BlockModel> Calls
    {
        get
        {
            BlockModel[] calls =
            [
                .. Contract.Credentials
                    .Select(scheme => (Way: CredentialWay.Of(scheme), Operation: Api.ExampleFor(scheme)))
                    .Where(call => call.Way.Options.Count > 0 && call.Operation is not null)
                    .Select(call => new BlockModel(
                        call.Way.Title,
                        Curl.To(Api, Address, call.Operation!, call.Way, Curl.BodyOf(call.Operation!, Api.RequestOf(call.Operation!).Body.Text)))),
            ];
            return calls.Length > 0 ? calls : [new BlockModel("In a shell", Curl.Of(Api, Address, null))];
        }
    }

    /// <summary>The operations, by path.</summary>
    public IReadOnlyList<OperationRow> Operations => OperationRow.Of(Api);

    /// <summary>The errors that every operation can be answered with.</summary>
    public IReadOnlyList<ErrorDefinition> SharedErrors => OperationRow.DefinitionsOf(Api, Api.Raised.CodesOfAll);

    /// <summary>true if an operation is answered once however often it is sent.</summary>
    public bool HasIdempotency => Api.Runtime.Operations.Any(operation => operation.IsIdempotent);

    /// <summary>The codes that are not sent any more.</summary>
    public IReadOnlyList<ErrorDefinition> Retired => [.. Contract.Errors.Where(error => error.Retired)];

    /// <summary>The sections of the page in order: the word in addresses, and the heading.</summary>
    public IReadOnlyList<(string Id, string Heading)> Sections =>
    [
        ("call", "First request"),
        .. Example is null ? [] : new[] { ("shape", "How errors look") },
        .. Api.Operations.Count > 0 ? [("operations", "Operations")] : Array.Empty<(string, string)>(),
        ("errors", "Error codes"),
        ("retries", "When to retry"),
        .. Contract.Limits.Count > 0 ? [("limits", "Rate limits")] : Array.Empty<(string, string)>(),
        .. Contract.Scopes.Count > 0 ? [("scopes", "Scopes")] : Array.Empty<(string, string)>(),
        .. HasIdempotency ? [("idempotency", "Idempotency")] : Array.Empty<(string, string)>(),
        ("order", "Order of checks"),
        .. Contract.Keys is not null ? [("request", "Look a request up")] : Array.Empty<(string, string)>(),
        .. Retired.Count > 0 ? [("changes", "Changes")] : Array.Empty<(string, string)>(),
        .. Contract.Guide.Length > 0 ? [("guide", "Guide")] : Array.Empty<(string, string)>(),
    ];

    public static async Task<HomeModel> OfAsync(PortalApi api, PageAddress address)
    {
        Condition[] telling = [Condition.ScopeMissing, Condition.RateExceeded, Condition.CredentialMissing];
        var shown = telling.Select(condition => api.Contract.TryGetError(condition, out var error) ? error : null).FirstOrDefault(error => error is not null)
            ?? (api.Errors is [var first, ..] ? first : null);
        return new HomeModel(
            api,
            address,
            [.. api.Contract.Credentials.Select(CredentialWay.Of)],
            shown is null ? null : await SampleAnswer.OfAsync(api.Runtime, shown, address.Origin, api.Example),
            EnvelopeMembers.Of(api.Contract),
            RetryPicture.Of(api));
    }
}
