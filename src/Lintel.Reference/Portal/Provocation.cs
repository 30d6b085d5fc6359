using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>A request that is answered with a code on purpose, so that a client's handling can be tried.</summary>
/// <param name="Command">The command; null where the code needs a state that no single request brings about.</param>
/// <param name="Text">What it does; `text` is code.</param>
internal sealed record Provocation(string? Command, string Text)
{
    public static Provocation Of(PortalApi api, ErrorDefinition error, PageAddress address)
    {
        var requests = new ProvokingRequests(api, error, address);
        return error.When.Select(requests.Find).FirstOrDefault(found => found is not null)
            ?? (error.Status >= StatusCodes.Status500InternalServerError
                ? new Provocation(null, "Nothing that a client sends brings this about. Try your handling with a copy of the answer above.")
                : requests.OfOperation());
    }
}

/// <summary>Writes the requests that are answered with the conditions of one code.</summary>
/// <param name="api">The API.</param>
/// <param name="error">The definition.</param>
/// <param name="address">The addresses.</param>
internal sealed class ProvokingRequests(PortalApi api, ErrorDefinition error, PageAddress address)
{
    // A limit above this is not reached by hand.
    private const int MostRequests = 10_000;

    private readonly CredentialWay? _way = Curl.WayOf(api);
    private readonly IReadOnlyList<Operation> _operations = api.OperationsWith(error);

    public Provocation? Find(Condition condition) =>
        condition.Name.StartsWith("credential.", StringComparison.Ordinal) || condition.Name.StartsWith("session.", StringComparison.Ordinal)
            ? OfCredential(condition)
            : OfRequest(condition);

    /// <summary>An operation that raises the code, where its state decides.</summary>
    public Provocation OfOperation() => _operations.FirstOrDefault(operation => !operation.IsReserved) is not { } operation
        ? new(null, "No single request brings this about: it takes the state that the meaning names.")
        : new(To(operation, Curl.BodyOf(operation, api.BodyOf(operation) ?? "{ … }")), "One of its operations, in the state that the meaning names.");

    private Provocation? OfCredential(Condition condition) => condition.Name switch
    {
        "credential.missing" or "session.missing" => new(Curl.Of(api, address, null), "The same request without a credential."),
        "credential.invalid" when api.Contract.TryGetError(Condition.CredentialMissing, out var missing) && missing == error => new(
            Curl.Of(api, address, null),
            "The same request without a credential."),
        "credential.unknown" or "credential.invalid" or "session.invalid" when _way is not null => new(
            Curl.Of(api, address, null, [.. _way.Options.Select(option => Filled(option, "wrong-key"))]),
            "A credential that nobody has."),
        "credential.empty" when _way is not null => new(
            Curl.Of(api, address, null, [.. _way.Options.Select(option => Filled(option, string.Empty).Replace(": \"", ";\"", StringComparison.Ordinal))]),
            "The header without a value."),
        "credential.malformed" when _way is { Options: [var option] } && option.Contains("Bearer", StringComparison.Ordinal) => new(
            Curl.Of(api, address, null, "-H 'Authorization: Basic d3Jvbmc='"),
            "Another scheme than Bearer."),
        _ => null,
    };

    private Provocation? OfRequest(Condition condition) => condition.Name switch
    {
        "not_found" or "route.unknown" => new(
            Curl.To(address.Absolute(api.Contract.BasePath + "/no-such-path"), _way), "A path that no operation has."),
        "resource.missing" when _operations.FirstOrDefault(operation => operation.Route.Contains('{')) is { } operation => new(
            To(operation, Curl.BodyOf(operation, api.BodyOf(operation) ?? "{}")), "An id that no record has."),
        "method.unsupported" or "method.unknown" => new(Curl.Of(api, address, _way, "-X BREW"), "A method that no operation has."),
        "scope.missing" or "operation.missing" when _operations.FirstOrDefault(operation => operation.Scope is not null) is { } operation => new(
            To(operation, Curl.BodyOf(operation, api.BodyOf(operation) ?? "{}")), $"A key without the scope `{operation.Scope}`."),
        "request.uri_too_long" => new(
            Curl.To($"{address.Absolute(api.ExamplePath)}?q=$(head -c {api.Contract.Sizes.Uri} /dev/zero | tr '\\0' a)", _way),
            $"An address of more than {api.Contract.Sizes.Uri:N0} bytes."),
        "request.headers_too_large" => new(
            Curl.Of(api, address, _way, $"-H \"X-Padding: $(head -c {api.Contract.Sizes.Headers} /dev/zero | tr '\\0' a)\""),
            $"Header fields of more than {api.Contract.Sizes.Headers:N0} bytes."),
        "rate.exceeded" => OfLimit(),
        _ => Reading() is { } reading ? OfBody(condition, reading) : null,
    };

    private Provocation? OfBody(Condition condition, Operation reading) => condition.Name switch
    {
        "request.invalid" or "request.field_missing" => new(To(reading, Curl.BodyOf(reading, "{}")), "A body without its required members."),
        "request.malformed" => new(To(reading, Curl.BodyOf(reading, "{")), "A body that is no JSON."),
        "request.media_type" => new(To(reading, ["-H 'Content-Type: text/plain'", "-d 'text'"]), "A body of another media type."),
        "request.encoding" => new(
            To(reading, ["-H 'Content-Type: application/json'", "-H 'Content-Encoding: br'", "-d '{}'"]), "A body in a content coding."),
        "request.too_large" => new(
            To(reading, ["-H 'Content-Type: application/json'", "--data-binary @-"])
                .Replace(Curl.Command, $"head -c {api.Contract.Sizes.Body + 1L} /dev/zero | {Curl.Command}", StringComparison.Ordinal),
            $"A body of more than {api.Contract.Sizes.Body:N0} bytes."),
        _ => null,
    };

    private Provocation? OfLimit()
    {
        var limits = api.Contract.Limits.Where(limit => !limit.Named).ToArray();
        var limit = limits.Where(limit => limit.Classes.Count == 0 || limit.Classes.Contains(api.Example?.Class ?? string.Empty)).MinBy(limit => limit.Allow)
            ?? limits.MaxBy(limit => limit.Allow);
        return limit is not { Allow: <= MostRequests } ? null : new(
            Curl.Repeat(Curl.Of(api, address, _way), limit.Allow + 1),
            $"One request more than {LimitText.Of(limit)}. It uses up what others with the same credential have left.");
    }

    private Operation? Reading() => _operations.FirstOrDefault(operation => !operation.IsReserved && Curl.ReadsJson(operation));

    private string To(Operation operation, IReadOnlyList<string> options)
    {
        var way = operation.Anonymous ? null : CredentialWay.For(api, operation).FirstOrDefault(way => way.Options.Count > 0);
        return Curl.To(address, operation, way, options);
    }

    private string Filled(string option, string value) =>
        _way!.Variables.Aggregate(option, (text, variable) => text.Replace("$" + variable, value, StringComparison.Ordinal));
}
