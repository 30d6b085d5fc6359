namespace Lintel.Contracts;

/// <summary>The members of contracts with their places, for faults: a member that stands at another level is named with it.</summary>
internal static class MemberPlaces
{
    private const int MostPlaces = 4;

    /// <summary>The paths of all members but conditions, in ordinal order; <c>&lt;name&gt;</c> stands for a name of the contract's own.</summary>
    public static readonly IReadOnlyList<string> Paths =
    [
        "accounts", "accounts.plans", "accounts.subscriptions", "api", "basePath", "because", "code", "contentType", "cors", "cors.credentials",
        "cors.expose", "cors.headers", "cors.maxAge", "cors.origins", "credentials", "credentials[].algorithms", "credentials[].audience",
        "credentials[].caseSensitiveScheme", "credentials[].challenge", "credentials[].claims", "credentials[].claims.account",
        "credentials[].claims.others", "credentials[].claims.person", "credentials[].claims.scopes", "credentials[].clockSkew",
        "credentials[].cookie", "credentials[].form", "credentials[].form.publicId", "credentials[].form.publicIdLength",
        "credentials[].form.secretLength", "credentials[].hash", "credentials[].header", "credentials[].headers", "credentials[].headers.apiKey",
        "credentials[].headers.clientId", "credentials[].headers.clientSecret", "credentials[].issuer", "credentials[].keys", "credentials[].kind",
        "credentials[].lifetime", "credentials[].prefix", "credentials[].prefixes", "credentials[].prefixes.apiKey",
        "credentials[].prefixes.clientId", "credentials[].prefixes.clientSecret", "credentials[].profile", "credentials[].type", "docs", "envelope",
        "envelopes", "errors", "errors.<name>.arguments", "errors.<name>.because", "errors.<name>.details", "errors.<name>.docs",
        "errors.<name>.envelope", "errors.<name>.fix", "errors.<name>.headers", "errors.<name>.meaning", "errors.<name>.members",
        "errors.<name>.message", "errors.<name>.messages", "errors.<name>.messages.<name>.message", "errors.<name>.retired", "errors.<name>.retry",
        "errors.<name>.retry.after", "errors.<name>.retry.attempts", "errors.<name>.retry.backoff", "errors.<name>.retry.jitter",
        "errors.<name>.retryAfter", "errors.<name>.source", "errors.<name>.status", "errors.<name>.title", "errors.<name>.when",
        "explainLink", "extend",
        "fieldErrors", "fieldErrors.codes", "fieldErrors.codes.format", "fieldErrors.codes.missing", "fieldErrors.codes.oneOf",
        "fieldErrors.codes.other", "fieldErrors.codes.tooFew", "fieldErrors.codes.tooLarge", "fieldErrors.codes.tooLong",
        "fieldErrors.codes.tooMany", "fieldErrors.codes.tooShort", "fieldErrors.codes.tooSmall", "fieldErrors.codes.type",
        "fieldErrors.codes.unknown", "fieldErrors.echo", "fieldErrors.form", "fieldErrors.missing", "fieldErrors.texts", "fieldErrors.texts.format",
        "fieldErrors.texts.missing", "fieldErrors.texts.oneOf", "fieldErrors.texts.other", "fieldErrors.texts.tooFew", "fieldErrors.texts.tooLarge",
        "fieldErrors.texts.tooLong", "fieldErrors.texts.tooMany", "fieldErrors.texts.tooShort", "fieldErrors.texts.tooSmall",
        "fieldErrors.texts.type", "fieldErrors.texts.unknown", "guide", "headers", "helpLink", "idempotency", "idempotency.body",
        "idempotency.header", "idempotency.headers", "idempotency.keep", "idempotency.keys", "idempotency.keys.form", "idempotency.keys.length",
        "idempotency.per", "idempotency.perAccount", "idempotency.required", "language", "limits", "limits[].allow", "limits[].charge",
        "limits[].classes", "limits[].durable", "limits[].guards", "limits[].headers", "limits[].kind", "limits[].name", "limits[].named",
        "limits[].per", "limits[].whenLost", "limits[].window", "members", "members.<name>.default", "members.<name>.type", "messages", "mode",
        "order", "plans", "plans.allow", "plans.subscriptions", "realm", "requestId", "requestId.digits", "requestId.header", "requestId.prefix",
        "scopes", "scopes[].allows", "scopes[].implies", "scopes[].name", "sizes", "sizes.body", "sizes.depth", "sizes.headers", "sizes.uri",
        "title", "unknownMembers", "unlimited", "version", "waives", "waives[].assertion", "waives[].because", "xml", "xml.item", "xml.namespace",
        "xml.root",
    ];

    private static readonly ILookup<string, string> ByName =
        Paths.ToLookup(path => path[(path.LastIndexOf('.') + 1)..], ParentOf, StringComparer.OrdinalIgnoreCase);

    /// <summary>Says where a member belongs, as a sentence; null where contracts have none of that name.</summary>
    /// <param name="name">The member, in any letter case.</param>
    public static string? Describe(string name)
    {
        string[] parents = [.. ByName[name].Distinct()];
        if (parents.Length == 0)
        {
            return null;
        }

        var spelled = Paths.Select(path => path[(path.LastIndexOf('.') + 1)..]).First(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
        var places = parents.Take(MostPlaces).Select(parent => parent.Length == 0 ? "the contract itself" : $"`{parent}`").ToArray();
        var listed = places.Length == 1 ? places[0] : $"{string.Join(", ", places[..^1])} and {places[^1]}";
        return parents.Length > MostPlaces ? $"`{spelled}` is a member of {listed}, among others." : $"`{spelled}` is a member of {listed}.";
    }

    private static string ParentOf(string path) => path.LastIndexOf('.') is > 0 and var dot ? path[..dot] : string.Empty;
}
