using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>Describes the credentials of a contract, and which of them an operation takes with which scopes.</summary>
internal static class SecuritySchemes
{
    /// <summary>The schemes of a contract by name.</summary>
    public static JsonObject Of(Contract contract, bool inQuery)
    {
        var schemes = new JsonObject();
        foreach (var (name, scheme) in contract.Credentials.SelectMany(credential => Of(credential)))
        {
            schemes[name] = scheme;
        }

        if (inQuery)
        {
            schemes[Operation.CredentialParameter] = ApiKey(
                "query", Operation.CredentialParameter, "The credential in the query (RFC 6750 section 2.3), where header fields cannot be set.");
        }

        return schemes;
    }

    /// <summary>The alternatives of an operation. Empty where it needs none; an empty alternative where it may have none.</summary>
    public static JsonArray RequirementsOf(Operation operation, Contract contract)
    {
        if (operation.Anonymous)
        {
            return [];
        }

        var accepted = CredentialConditions.Accepted(operation, contract).Where(scheme => !operation.RequiresSession || scheme is SessionScheme).ToArray();
        var alternatives = accepted.SelectMany(
            scheme => ScopesOf(operation, scheme).Select(scopes => Requirement(Of(scheme).Select(part => part.Name), scopes)));
        if (operation.AcceptsCredentialInQuery)
        {
            alternatives = alternatives.Concat(ScopesOf(operation, null).Select(scopes => Requirement([Operation.CredentialParameter], scopes)));
        }

        return new JsonArray([.. alternatives, .. operation.CredentialIsOptional ? [new JsonObject()] : Array.Empty<JsonObject>()]);
    }

    private static JsonObject Requirement(IEnumerable<string> names, IReadOnlyList<string> scopes) =>
        new(names.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]))));

    /// <summary>The scopes that are needed together, once for each that the request may ask for. Sessions and applications have none.</summary>
    private static IEnumerable<string[]> ScopesOf(Operation operation, CredentialScheme? scheme)
    {
        if (scheme is SessionScheme or ApplicationScheme)
        {
            return [[]];
        }

        string[] always = [.. new[] { operation.Scope, operation.OperationScope }.OfType<string>()];
        return operation.ScopesByRequest.Count == 0 ? [always] : operation.ScopesByRequest.Select(scope => (string[])[.. always, scope]);
    }

    private static IEnumerable<(string Name, JsonObject Scheme)> Of(CredentialScheme credential) => credential switch
    {
        KeyScheme { Kind: CredentialKind.Bearer } key =>
            [(credential.Word, Bearer($"A key of the API, which begins with `{key.Prefix}_`, in the field Authorization."))],
        KeyScheme key => [(credential.Word, ApiKey("header", key.Header, $"A key of the API, which begins with `{key.Prefix}_`."))],
        SessionScheme { Kind: CredentialKind.SessionCookie } session =>
            [(credential.Word, ApiKey("cookie", session.Cookie, "The session of somebody who has signed in."))],
        SessionScheme => [(credential.Word, Bearer("The session of somebody who has signed in, in the field Authorization."))],
        JwtScheme => [(credential.Word, Bearer("An access token of the issuer, in the field Authorization, held to the practices of RFC8725.", "JWT"))],
        ApplicationScheme application =>
        [
            ("clientId", ApiKey("header", application.Header, "The application's client id; all three belong together.")),
            ("clientSecret", ApiKey("header", application.ClientSecretHeader, "The application's client secret.")),
            ("apiKey", ApiKey("header", application.ApiKeyHeader, "The application's API key.")),
        ],
        _ when credential.Header.Length > 0 => [(credential.Word, ApiKey("header", credential.Header, $"A credential of the kind `{credential.Word}`."))],
        _ => [(credential.Word, new JsonObject { ["type"] = "mutualTLS", ["description"] = $"A credential of the kind `{credential.Word}`." })],
    };

    private static JsonObject Bearer(string description, string? format = null)
    {
        var scheme = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };
        if (format is not null)
        {
            scheme["bearerFormat"] = format;
        }

        return scheme;
    }

    private static JsonObject ApiKey(string place, string name, string description) =>
        new() { ["type"] = "apiKey", ["in"] = place, ["name"] = name, ["description"] = description };
}
