using System.Text.RegularExpressions;

namespace Lintel.Contracts;

/// <summary>
/// A stage of the pipeline: the word by which a contract's <c>order</c> places a guard, and what the guard needs and can refuse. Compared by
/// reference; the built-in ones are the static members.
/// </summary>
internal sealed partial class StageDescriptor
{
    /// <summary>Describes the stage of an application's own guard.</summary>
    /// <param name="word">The word in <c>order</c>: 1 to 32 characters, lower-case letters, digits and hyphens, a letter first.</param>
    /// <param name="needs">What must stand before it; empty for nothing.</param>
    /// <param name="conditions">The conditions that its guard refuses by; empty where it refuses by codes alone.</param>
    /// <exception cref="ArgumentException">The word has another form.</exception>
    internal StageDescriptor(string word, IReadOnlyList<StagePrerequisite> needs, IReadOnlyList<Condition> conditions)
        : this(word, needs, conditions, [])
    {
        if (!IsWord(word))
        {
            throw new ArgumentException(
                $"'{word}' is no word for a stage: write 1 to 32 lower-case letters, digits and hyphens, a letter first.",
                nameof(word));
        }
    }

    private StageDescriptor(string word, IReadOnlyList<StagePrerequisite> needs, IReadOnlyList<Condition> conditions, IReadOnlyList<string> metadata) =>
        (Word, Needs, Conditions, Metadata) = (word, needs, conditions, metadata);

    /// <summary>A credential is there and in its form.</summary>
    public static StageDescriptor Credential { get; } = new(
        "credential",
        [],
        // Failed authentication is limited per address, so that whatever reads credentials can answer with a limit.
        [Condition.CredentialMissing, Condition.CredentialMalformed, Condition.CredentialEmpty, Condition.RateExceeded],
        []);

    /// <summary>The credential matches a key, and the key is good.</summary>
    public static StageDescriptor Key { get; } = new(
        "key",
        [new(Credential, "a key is looked up by the credential")],
        [
            Condition.CredentialInvalid, Condition.CredentialUnknown, Condition.CredentialDisabled, Condition.CredentialRevoked, Condition.CredentialExpired,
            Condition.CredentialMismatched, Condition.AccountDisabled,
        ],
        []);

    /// <summary>The account's plan and subscription admit the API.</summary>
    public static StageDescriptor Plan { get; } = new("plan", [new(Key, "the plan is that of the key's account")], [Condition.PlanInactive], []);

    /// <summary>The key may be used from the peer's address.</summary>
    public static StageDescriptor Address { get; } = new("address", [new(Key, "the addresses are those of the key")], [Condition.AddressForbidden], []);

    /// <summary>The rate limit policies have room.</summary>
    public static StageDescriptor Limit { get; } = new("limit", [], [Condition.RateExceeded], []);

    /// <summary>An operation has this path.</summary>
    public static StageDescriptor Route { get; } = new("route", [], [], []);

    /// <summary>The operation has this method.</summary>
    public static StageDescriptor Method { get; } = new("method", [new(Route, "methods belong to a path")], [], []);

    /// <summary>The operation's kind of session is there.</summary>
    public static StageDescriptor Session { get; } = new(
        "session",
        [new(Key, "a session is looked up where a key is"), new(Method, "the operation says whether it needs a session")],
        [Condition.SessionMissing, Condition.SessionInvalid, Condition.SessionRequired],
        ["RequireSession"]);

    /// <summary>The application is not suspended and is one of the key's.</summary>
    public static StageDescriptor Application { get; } = new(
        "application",
        [new(Key, "the applications are those of the key")],
        [Condition.ApplicationSuspended, Condition.ApplicationForbidden],
        ["ForApplication", "ForAllApplications"]);

    /// <summary>The key has the operation's scope.</summary>
    public static StageDescriptor Scope { get; } = new(
        "scope",
        [new(Key, "the scopes are those of the key"), new(Method, "the operation says which scope it needs")],
        [Condition.ScopeMissing, Condition.OperationMissing],
        ["RequireScope"]);

    /// <summary>Everything that the operation needs before it reads is there.</summary>
    public static StageDescriptor Precondition { get; } = new("precondition", [new(Method, "the operation says what it needs")], [], ["Precondition"]);

    /// <summary>A request that is repeated with its idempotency key is answered as the first one was.</summary>
    public static StageDescriptor Idempotency { get; } = new(
        "idempotency",
        [new(Key, "answers are kept for the key's account"), new(Method, "the operation says whether its answers are kept")],
        // A request that was cut short is a conflict, and an account has only so many answers.
        [Condition.IdempotencyMissing, Condition.IdempotencyMismatch, Condition.IdempotencyInFlight, Condition.StateConflict, Condition.RateExceeded],
        ["Idempotent"]);

    /// <summary>The body is read and every fault in it found.</summary>
    public static StageDescriptor Body { get; } = new("body", [new(Method, "the operation says what it reads")], [], ["Body", "Query"]);

    /// <summary>The record exists and is the caller's.</summary>
    public static StageDescriptor Resource { get; } = new("resource", [new(Method, "the operation says what it loads")], [], ["Resource"]);

    /// <summary>The operation is possible in the present state.</summary>
    public static StageDescriptor Rules { get; } = new("rules", [new(Method, "the operation says its rules")], [], ["Rules"]);

    /// <summary>The built-in stages.</summary>
    public static IReadOnlyList<StageDescriptor> All { get; } =
        [Credential, Key, Plan, Address, Session, Limit, Route, Method, Application, Scope, Precondition, Idempotency, Body, Resource, Rules];

    /// <summary>Tells whether a built-in stage decides on who calls, where and how often, rather than on what the request would change.</summary>
    internal static bool DecidesOnCallers(StageDescriptor stage) =>
        All.Contains(stage) && stage != Precondition && stage != Idempotency && stage != Body && stage != Resource && stage != Rules;

    /// <summary>The word in a contract's <c>order</c>.</summary>
    public string Word { get; }

    /// <summary>The stages that must stand before this one.</summary>
    internal IReadOnlyList<StagePrerequisite> Needs { get; }

    /// <summary>The conditions that only this stage's guard refuses by; a contract that places the stage needs an error definition for each.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>
    /// What an operation says for this stage, by the names of the endpoint's methods, such as <c>RequireScope</c>. An operation that says one of them in
    /// an API without the stage is refused at start-up.
    /// </summary>
    public IReadOnlyList<string> Metadata { get; }

    /// <inheritdoc/>
    public override string ToString() => Word;

    /// <summary>Tells whether a text has the form of a word that an application adds: of a stage, or of a kind of credential.</summary>
    internal static bool IsWord(string text) => WordForm().IsMatch(text);

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordForm();
}

/// <summary>A stage that must stand before another.</summary>
/// <param name="Stage">The stage before.</param>
/// <param name="Because">Why, to follow a colon.</param>
internal sealed record StagePrerequisite(StageDescriptor Stage, string Because);
