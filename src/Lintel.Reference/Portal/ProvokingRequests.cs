using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>Writes the requests that are answered with the conditions of one code.</summary>
/// <param name="api">The API.</param>
/// <param name="error">The definition.</param>
/// <param name="address">The addresses.</param>
internal sealed class ProvokingRequests(PortalApi api, ErrorDefinition error, PageAddress address)
{
    // A limit above this is not reached by hand.
    private const int MostRequests = 1_000;

    // A longer body is not sent for a trial.
    private const long LongestBody = 64L << 20;

    private static readonly string[] Changing = [HttpMethods.Delete, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Post];

    private Contract Contract => api.Contract;

    private CredentialWay? ExampleWay => api.Example is null or { Anonymous: true } ? null : WayOf(api.Example);

    /// <summary>The request for a condition; null where no request is sure to be answered with it.</summary>
    public Provocation? Find(Condition condition) => condition.Name switch
    {
        "credential.missing" or "session.missing" => OfNone(condition),
        "credential.unknown" or "credential.invalid" => OfCredential(condition, "wrong-key", "A credential that nobody has.",
            scheme => scheme is not SessionScheme),
        "session.invalid" => OfCredential(condition, "wrong-token", "A session that nobody has.", scheme => scheme is SessionScheme),
        "credential.empty" => OfEmpty(condition),
        "credential.malformed" => OfMalformed(condition),
        "session.required" => First(condition) is { } personal && WayOf(personal, scheme => scheme is not SessionScheme) is { } key
            ? new(To(personal, key, ExampleBodyOf(personal)), "A key where somebody has to be signed in.")
            : null,
        "scope.missing" or "operation.missing" => OfScope(condition),
        "credential.revoked" => OfState(condition, "that is revoked"),
        "credential.expired" => OfState(condition, "that has expired"),
        "credential.disabled" => OfState(condition, "that is disabled"),
        "account.disabled" => OfState(condition, "of an account that is suspended"),
        "plan.inactive" => OfState(condition, "of an account whose plan is not active"),
        "address.forbidden" => OfState(condition, "that is not allowed from your address"),
        "credential.mismatched" => new(null, "Send the parts of two applications together, each of which is right."),
        "application.suspended" => new(null, "Send the credentials of an application that is suspended."),
        "application.forbidden" => new(null, "Send a key that is restricted to some applications, and name another application."),
        "rate.exceeded" => OfLimit(),
        _ => OfPath(condition) ?? OfBody(condition),
    };

    private Provocation? OfPath(Condition condition) => condition.Name switch
    {
        "route.unknown" => new(Curl.To(address.Absolute(Contract.BasePath + "/no-such-path"), ExampleWay), "A path that no operation has."),
        "resource.missing" => OfResource(condition),
        "method.unsupported" => OfMethod(),
        "method.unknown" => new(Curl.Of(api, address, ExampleWay, "-X BREW"), "A method that nobody knows."),
        "server.not_implemented" when First(condition, isReserved: true) is { } reserved => new(
            To(reserved, WayOf(reserved), ExampleBodyOf(reserved)), "An operation that is announced and not built yet."),
        "request.uri_too_long" => new(
            Curl.To($"{address.Absolute(api.ExamplePath)}{(api.ExamplePath.Contains('?') ? '&' : '?')}q=$(head -c {Contract.Sizes.Uri} /dev/zero | tr '\\0' a)", ExampleWay),
            $"An address of more than {Contract.Sizes.Uri:N0} bytes."),
        "request.headers_too_large" => new(
            Curl.Of(api, address, ExampleWay, $"-H \"X-Padding: $(head -c {Contract.Sizes.Headers} /dev/zero | tr '\\0' a)\""),
            $"Header fields of more than {Contract.Sizes.Headers:N0} bytes."),
        _ => null,
    };

    private Provocation? OfBody(Condition condition)
    {
        var reading = Simplest(api.Raised.OperationsWith(error.Code, condition).Where(operation => !operation.IsReserved && Curl.ReadsJson(operation)))
            .ToArray();
        return reading is not [var first, ..] ? null : condition.Name switch
        {
            "request.field_missing" => OfMissing(reading),
            "request.invalid" => OfMistyped(reading),
            "request.malformed" => new(To(first, WayOf(first), Curl.BodyOf(first, "{")), "A body that is no JSON."),
            "request.media_type" => new(To(first, WayOf(first), "-H 'Content-Type: text/plain'", "-d 'text'"), "A body of another media type."),
            "request.encoding" => new(
                To(first, WayOf(first), "-H 'Content-Type: application/json'", "-H 'Content-Encoding: br'", "-d '{}'"), "A body in a content coding."),
            "request.too_large" => OfSize(first),
            _ => null,
        };
    }

    private Provocation? OfMissing(Operation[] reading) =>
        Array.Find(reading, operation => api.RequestOf(operation).Body.HasRequired) is { } operation
            ? new(To(operation, WayOf(operation), Curl.BodyOf(operation, "{}")), "A body without its required members.")
            : null;

    private Provocation? OfMistyped(Operation[] reading) =>
        Array.Find(reading, operation => api.RequestOf(operation).Body.Mistyped is not null) is { } operation
            ? new(To(operation, WayOf(operation), Curl.BodyOf(operation, api.RequestOf(operation).Body.Mistyped!)),
                "A body whose first member has another type.")
            : null;

    private Provocation? OfSize(Operation operation)
    {
        var largest = operation.MaxBody ?? Contract.Sizes.Body;
        return largest > LongestBody ? null : new(
            To(operation, WayOf(operation), "-H 'Content-Type: application/json'", "--data-binary @-")
                .Replace(Curl.Command, $"head -c {largest + 1} /dev/zero | {Curl.Command}", StringComparison.Ordinal),
            $"A body of more than {largest:N0} bytes.");
    }

    /// <summary>Without any credential, sessions are asked for only where nothing else is taken.</summary>
    private Provocation? OfNone(Condition condition)
    {
        var isOfSessions = condition == Condition.SessionMissing;
        var operation = Simplest(api.Raised.OperationsWith(error.Code, condition)).FirstOrDefault(operation =>
            !operation.IsReserved && !operation.CredentialIsOptional
            && isOfSessions == (WayOf(operation, scheme => scheme is not SessionScheme) is null || operation.RequiresSession));
        return operation is null ? null : new(To(operation, null, ExampleBodyOf(operation)), "The same request without a credential.");
    }

    private Provocation? OfCredential(Condition condition, string value, string text, Func<CredentialScheme, bool> isOfKind) =>
        First(condition, isOfKind) is { } operation && WayOf(operation, isOfKind) is { } way
            ? new(To(operation, Filled(way, value), ExampleBodyOf(operation)), text)
            : null;

    private Provocation? OfEmpty(Condition condition)
    {
        if (First(condition) is not { } operation || WayOf(operation) is not { } way)
        {
            return null;
        }

        // A field that curl is to send without a value ends in a semicolon.
        var empty = Filled(way, string.Empty);
        return new(
            To(operation, empty with { Options = [.. empty.Options.Select(option => option.Replace(": \"", ";\"", StringComparison.Ordinal))] },
                ExampleBodyOf(operation)),
            "The header without a value.");
    }

    private Provocation? OfMalformed(Condition condition) =>
        First(condition) is { } operation && WayOf(operation) is { Options: [var option] } && option.Contains("Bearer", StringComparison.Ordinal)
            ? new(To(operation, null, [.. ExampleBodyOf(operation), "-H 'Authorization: Basic d3Jvbmc='"]), "Another scheme than Bearer.")
            : null;

    /// <summary>A good request by a credential in a state that the reader has to bring about.</summary>
    private Provocation? OfState(Condition condition, string wanted)
    {
        if (First(condition) is not { } operation || WayOf(operation) is not { Variables: [var part] } way)
        {
            return null;
        }

        return new(To(operation, way with { Wanted = wanted }, ExampleBodyOf(operation)), $"A {Spoken(part)} {wanted}.") { Credential = condition };
    }

    private Provocation? OfScope(Condition condition)
    {
        var operation = Simplest(api.Raised.OperationsWith(error.Code, condition))
            .FirstOrDefault(operation => (condition == Condition.ScopeMissing ? operation.Scope : operation.OperationScope) is not null);
        if (operation is null || WayOf(operation, scheme => scheme is not SessionScheme) is not { Variables: [var part] } way)
        {
            return null;
        }

        var scope = condition == Condition.ScopeMissing ? operation.Scope : operation.OperationScope;
        return new(
            To(operation, way with { Wanted = $"without the scope {scope}" }, ExampleBodyOf(operation)), $"A {Spoken(part)} without the scope `{scope}`.")
        {
            Credential = condition,
        };
    }

    private Provocation? OfResource(Condition condition)
    {
        var operation = api.Raised.OperationsWith(error.Code, condition)
            .Where(operation => !operation.IsReserved && api.RequestOf(operation).Address.Variables.Count > 0)
            .OrderBy(operation => !operation.Answers(HttpMethods.Get))
            .ThenBy(operation => api.RequestOf(operation).Address.Variables.Count)
            .ThenBy(operation => operation.QueryConditions.Count(condition => condition.Present))
            .ThenBy(operation => operation.QueryConditions.Count)
            .ThenBy(operation => operation.Route.Length)
            .FirstOrDefault();
        return operation is null ? null : new(Curl.ToNobodys(api, address, operation, WayOf(operation), ExampleBodyOf(operation)), "An id that no record has.");
    }

    private Provocation? OfMethod()
    {
        if (api.Example is not { } example)
        {
            return null;
        }

        string[] known = [.. api.Operations.Where(operation => operation.Route == example.Route).SelectMany(operation => operation.Methods)];
        return Array.Find(Changing, method => !known.Contains(method)) is { } other
            ? new(Curl.Of(api, address, ExampleWay, [$"-X {other}", .. ExampleWay?.UnsafeOptions ?? []]), "A method that the path does not have.")
            : null;
    }

    private Provocation? OfLimit()
    {
        var limits = Contract.Limits.Where(limit => !limit.Named).ToArray();
        var limit = limits.Where(limit => limit.Classes.Count == 0 || limit.Classes.Contains(api.Example?.Class ?? string.Empty)).MinBy(limit => limit.Allow)
            ?? limits.MaxBy(limit => limit.Allow);
        return (limit, Contract.Limits) switch
        {
            ({ Allow: <= MostRequests }, _) => new(
                Curl.Repeat(Curl.Of(api, address, ExampleWay), limit.Allow + 1),
                $"One request more than {LimitText.Of(limit)}. It uses up what others with the same credential have left."),
            ({ }, _) => new(null, $"Send more than {LimitText.Of(limit)} for {LimitText.Per(limit)}."),
            (null, [var named, ..]) => new(null, $"Send more than {LimitText.Of(named)} for {LimitText.Per(named)} to one of the operations above."),
            _ => null,
        };
    }

    /// <summary>The operation that shows a condition with the least around it; null for none.</summary>
    private Operation? First(Condition condition, Func<CredentialScheme, bool>? isOfKind = null, bool isReserved = false) =>
        Simplest(api.Raised.OperationsWith(error.Code, condition)
                .Where(operation => operation.IsReserved == isReserved && (isOfKind is null || WayOf(operation, isOfKind) is not null)))
            .FirstOrDefault();

    private IEnumerable<Operation> Simplest(IEnumerable<Operation> operations) => operations
        .OrderBy(operation => api.RequestOf(operation).Address.Variables.Count)
        .ThenBy(operation => operation != api.Example)
        .ThenBy(operation => !operation.Answers(HttpMethods.Get))
        .ThenBy(operation => Curl.ReadsJson(operation) && api.RequestOf(operation).Body.Example is null)
        .ThenBy(operation => operation.QueryConditions.Count(condition => condition.Present))
        .ThenBy(operation => operation.QueryConditions.Count)
        .ThenBy(operation => operation.Route.Length);

    private CredentialWay? WayOf(Operation operation, Func<CredentialScheme, bool>? isOfKind = null) => operation.Anonymous ? null : Contract.Credentials
        .Where(scheme => operation.Accepts(scheme) && (isOfKind?.Invoke(scheme) ?? (!operation.RequiresSession || scheme is SessionScheme)))
        .Select(CredentialWay.Of)
        .FirstOrDefault(way => way.Options.Count > 0);

    private string[] ExampleBodyOf(Operation operation) => Curl.BodyOf(operation, api.RequestOf(operation).Body.Text);

    private string To(Operation operation, CredentialWay? way, params IReadOnlyList<string> options) => Curl.To(api, address, operation, way, options);

    private static CredentialWay Filled(CredentialWay way, string value) => way with
    {
        Variables = [],
        Options = [.. way.Options.Select(option => way.Variables.Aggregate(
            option, (text, variable) => text.Replace("$" + variable, value, StringComparison.Ordinal)))],
    };

    private static string Spoken(string part) => part.ToLowerInvariant().Replace('_', ' ');
}
