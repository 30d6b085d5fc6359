using System.Diagnostics.CodeAnalysis;
using Lintel.RateLimits;

namespace Lintel.Contracts;

/// <summary>
/// What one API says when it refuses or fails, read from its contract file, validated and compiled. Immutable.
/// </summary>
public sealed class Contract
{
    /// <summary>The media type of error bodies where a contract says nothing.</summary>
    public const string DefaultContentType = "application/json";

    /// <summary>The language of messages where a contract says nothing.</summary>
    public const string DefaultLanguage = "en";

    private readonly string? _realm;

    // Only the reader makes contracts, and sets every property; `required` cannot be said of those that are not public.
    internal Contract()
    {
    }

    /// <summary>
    /// Lintel's own contract: RFC 9457 problem details with codes. It answers for Lintel's own endpoints and for requests that no API can be named
    /// for, and is the one to begin a new API with.
    /// </summary>
    public static Contract Default => DefaultContract.Value;

    /// <summary>The short name, lower case, such as <c>pixel</c>; unique in a process.</summary>
    public required string Api { get; init; }

    /// <summary>The name for people.</summary>
    public required string Title { get; init; }

    /// <summary>The version of the API for readers of its OpenAPI document; null where the application's is meant.</summary>
    internal string? Version { get; init; }

    /// <summary>
    /// The API whose accounts, keys and sessions are good here too: two versions of an API share their customers so. <value>the API itself</value>
    /// </summary>
    public string Realm { get => _realm ?? Api; init => _realm = value; }

    /// <summary>
    /// The path under which every request is this API's, such as <c>/pixel</c>: begins with a slash and does not end with one. Empty for the root, which
    /// has every request that no other API's path has.
    /// </summary>
    public required string BasePath { get; init; }

    /// <summary>The mode: the guards refuse, or only log the requests that they would have refused. <value>Enforce</value></summary>
    internal ContractMode Mode { get; init; }

    /// <summary>The media type of error bodies; the preferred one of several. <value>application/json</value></summary>
    public string ContentType => ContentTypes[0];

    /// <summary>
    /// The media types that error bodies are sent as, the preferred one first. Where there are several, <c>Accept</c> chooses (RFC 9110 section 12.5.1).
    /// </summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [DefaultContentType];

    /// <summary>How request ids of this API look and which header carries them.</summary>
    internal RequestIdFormat RequestId { get; init; } = null!;

    /// <summary>The kinds of credentials that this API reads, in the order in which they are looked for.</summary>
    public required IReadOnlyList<CredentialScheme> Credentials { get; init; }

    /// <summary>How keys of this API are presented; null where it has none. The first of several: new keys have its form.</summary>
    internal KeyScheme? Keys => Credentials.OfType<KeyScheme>().FirstOrDefault();

    /// <summary>How sessions of this API are presented; null where it has none.</summary>
    internal SessionScheme? Sessions => Credentials.OfType<SessionScheme>().FirstOrDefault();

    /// <summary>How applications of this API present themselves; null where they do not.</summary>
    internal ApplicationScheme? Applications => Credentials.OfType<ApplicationScheme>().FirstOrDefault();

    /// <summary>The access tokens that the API takes; null where the API takes none.</summary>
    internal JwtScheme? AccessTokens => Credentials.OfType<JwtScheme>().FirstOrDefault();

    /// <summary>The stages in the contract's own order.</summary>
    internal IReadOnlyList<StageDescriptor> Order { get; init; } = [];

    /// <summary>The scopes that keys of this API may have.</summary>
    internal IReadOnlyList<ScopeDefinition> Scopes { get; init; } = [];

    /// <summary>The names of the scopes that keys of this API may have, such as <c>jobs:read</c>, in the order of the file.</summary>
    public IEnumerable<string> ScopeNames => Scopes.Select(scope => scope.Name);

    /// <summary>Which plans and subscription states may call the API; null where every account may.</summary>
    internal PlanRule? Plans { get; init; }

    /// <summary>The words that plans and subscription states of accounts may be.</summary>
    internal AccountWords Accounts { get; init; } = new([], []);

    /// <summary>The rate limit policies, in the order in which their headers are preferred.</summary>
    internal IReadOnlyList<RateLimitPolicy> Limits { get; init; } = [];

    /// <summary>The settings of the stage <c>idempotency</c>.</summary>
    internal IdempotencyRule Idempotency { get; init; } = IdempotencyRule.Default;

    /// <summary>The reason why a contract with credentials has no rate limit policies; null where it has some, or no credentials.</summary>
    public string? Unlimited { get; init; }

    /// <summary>The pages of other origins whose scripts may call the API; null where that is the application's business.</summary>
    internal CrossOriginRule? Cors { get; init; }

    /// <summary>The bounds of a request.</summary>
    internal SizeLimits Sizes { get; init; } = null!;

    /// <summary>Whether members that an operation does not know are ignored or refused.</summary>
    internal UnknownMembers UnknownMembers { get; init; }

    /// <summary>true if members that an operation does not know are faults; false if they are ignored.</summary>
    public bool RefusesUnknownMembers => UnknownMembers == UnknownMembers.Refuse;

    /// <summary>The shape of error bodies whose definition names no other.</summary>
    internal EnvelopeValue Envelope { get; init; } = new EnvelopeValue.Group([]);

    /// <summary>The form and the words of field errors.</summary>
    internal FieldErrorFormat FieldErrors { get; init; } = null!;

    /// <summary>
    /// true if errors have a field <c>Link</c> with the address of their code's page, where the application has mapped the reference. <value>true</value>
    /// </summary>
    internal bool HelpLink { get; init; } = true;

    /// <summary>
    /// true if errors link to a page that explains their very request to whoever has the link, where the application has mapped the reference.
    /// <value>false</value>
    /// </summary>
    internal bool ExplainLink { get; init; }

    /// <summary>The error catalog, in the order of the file.</summary>
    public required IReadOnlyList<ErrorDefinition> Errors { get; init; }

    /// <summary>The language of the messages, a tag such as <c>en</c>. <value>en</value></summary>
    public string Language { get; init; } = DefaultLanguage;

    /// <summary>
    /// The other languages that error definitions have messages in; empty where messages are in one language and <c>Accept-Language</c> changes nothing.
    /// </summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The assertions of the conformance list that this contract deviates from, each with its reason.</summary>
    internal IReadOnlyList<Waiver> Waives { get; init; } = [];

    /// <summary>Troubleshooting and questions for the reference page, in Markdown; empty where there is none.</summary>
    public required string Guide { get; init; }

    /// <summary>The file it was read from, for messages.</summary>
    public required string File { get; init; }

    /// <summary>The full paths of the files that belong to it beside its own: what it extends, and its messages.</summary>
    internal IReadOnlyList<string> OtherFiles { get; init; } = [];

    /// <summary>The texts of all its files in the order of reading, each with a null character at its end; empty for one that was made of none.</summary>
    internal string Texts { get; init; } = string.Empty;

    /// <summary>The SHA-256 of its texts, in hexadecimal: nodes with the same one answer alike.</summary>
    internal string Digest { get; init; } = string.Empty;

    /// <summary>The members of its file and of what that extends, as texts to compare two versions by.</summary>
    internal IReadOnlyDictionary<string, string> Members { get; init; } = new Dictionary<string, string>();

    /// <summary>Consequences of the contract that its author may not expect, one paragraph each; logged once at start-up.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>The definition for each condition by <see cref="Condition.Index"/>, with fallbacks resolved; null where the condition cannot arise.</summary>
    internal ErrorDefinition?[] ByCondition { get; init; } = new ErrorDefinition?[Condition.Count];

    /// <summary>Reads a contract from a text, such as an embedded resource. Files are named by <c>AddContract</c>, which also follows their changes.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name that faults carry; its folder is where the contract finds files that it extends.</param>
    /// <exception cref="ContractException">The contract has faults.</exception>
    public static Contract Parse(string text, string file) => ContractReader.Read(text, file);

    /// <summary>The definition that answers a condition, after fallback.</summary>
    /// <returns>False where the contract has no definition for it, which loading admits only for conditions that its order cannot raise.</returns>
    public bool TryGetError(Condition condition, [NotNullWhen(true)] out ErrorDefinition? error)
    {
        error = ByCondition[condition.Index];
        return error is not null;
    }

    /// <summary>The definition with this code, compared exactly.</summary>
    /// <returns>False where there is none, or where the code is retired and so never sent.</returns>
    public bool TryGetError(string code, [NotNullWhen(true)] out ErrorDefinition? error)
    {
        // By place: an enumerator of the interface would be allocated for every refusal.
        for (var i = 0; i < Errors.Count; i++)
        {
            if (!Errors[i].Retired && string.Equals(Errors[i].Code, code, StringComparison.Ordinal))
            {
                error = Errors[i];
                return true;
            }
        }

        error = null;
        return false;
    }
}

/// <summary>The modes of a contract.</summary>
internal enum ContractMode
{
    /// <summary>Requests pass the guards or are refused.</summary>
    Enforce,

    /// <summary>The guards decide and log, and the application answers as if Lintel were absent.</summary>
    Shadow,
}

/// <summary>What happens to members of a body that the operation does not know.</summary>
internal enum UnknownMembers
{
    /// <summary>They are passed over.</summary>
    Ignore,

    /// <summary>Each is a fault.</summary>
    Refuse,
}

/// <summary>How request ids of an API look.</summary>
/// <param name="Prefix">What stands before the digits; may be empty.</param>
/// <param name="Header">The response header that carries the id. <value>X-Request-Id</value></param>
/// <param name="Digits">The number of hexadecimal digits, 12 to 32. <value>16</value></param>
internal sealed record RequestIdFormat(string Prefix, string Header, int Digits);

/// <summary>The bounds of a request; what is over them is refused before anything else is looked at.</summary>
/// <param name="Body">The largest body in bytes. <value>1 MiB</value></param>
/// <param name="Uri">The longest request target in bytes; RFC 9112 section 3 recommends at least 8,000. <value>8 KiB</value></param>
/// <param name="Headers">All header fields together, in bytes. <value>32 KiB</value></param>
/// <param name="Depth">How deep JSON may nest. <value>32</value></param>
internal sealed record SizeLimits(int Body, int Uri, int Headers, int Depth);

/// <summary>A scope that keys may have.</summary>
/// <param name="Name">As requests and keys name it, such as <c>jobs:read</c>.</param>
/// <param name="Allows">What it allows, one sentence for people.</param>
/// <param name="Implies">Scopes that a key with this one has too.</param>
internal sealed record ScopeDefinition(string Name, string Allows, IReadOnlyList<string> Implies);

/// <summary>The plans and subscription states that may call an API.</summary>
/// <param name="Allow">Names of plans, compared exactly.</param>
/// <param name="Subscriptions">Names of subscription states, compared exactly.</param>
internal sealed record PlanRule(IReadOnlyList<string> Allow, IReadOnlyList<string> Subscriptions);

/// <summary>The words that accounts of an API may have. Others are refused when an account is created or changed.</summary>
/// <param name="Plans">Names of plans, compared exactly, the default first; empty for any.</param>
/// <param name="Subscriptions">Names of subscription states, compared exactly, the default first; empty for any.</param>
internal sealed record AccountWords(IReadOnlyList<string> Plans, IReadOnlyList<string> Subscriptions);

/// <summary>A deviation from one assertion of the conformance list.</summary>
/// <param name="Assertion">Its number, 1 to 53.</param>
/// <param name="Because">Why the contract deviates.</param>
internal sealed record Waiver(int Assertion, string Because);
