using Lintel.RateLimits;

namespace Lintel.Contracts;

/// <summary>The words of the contract format for the closed sets of the model.</summary>
internal static class ContractWords
{
    /// <summary>The variables that have a point in their word.</summary>
    private static readonly string[] Families = ["Timestamp", "Fault"];

    public static IReadOnlyDictionary<string, CredentialKind> CredentialKinds { get; } =
        Enum.GetValues<CredentialKind>().Where(kind => kind != CredentialKind.Custom).ToDictionary(WordOf, StringComparer.Ordinal);

    /// <summary>The word of a kind that Lintel has; a kind of the application's own has a word of its own.</summary>
    public static string WordOf(CredentialKind kind) => kind switch
    {
        CredentialKind.Bearer => "bearer",
        CredentialKind.Header => "header",
        CredentialKind.SessionBearer => "session-bearer",
        CredentialKind.SessionCookie => "session-cookie",
        CredentialKind.Application => "application",
        CredentialKind.Jwt => "jwt",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No word of Lintel's names this kind of credential."),
    };

    public static IReadOnlyDictionary<string, SecretHash> Hashes { get; } = new Dictionary<string, SecretHash>(StringComparer.Ordinal)
    {
        ["hmac"] = SecretHash.Hmac,
        ["sha256"] = SecretHash.Sha256,
    };

    public static IReadOnlyDictionary<string, JwtType> TokenTypes { get; } = new Dictionary<string, JwtType>(StringComparer.Ordinal)
    {
        ["at+jwt"] = JwtType.AccessToken,
        ["jwt"] = JwtType.Any,
    };

    /// <summary>The profiles of access tokens, each with whether its claims are all required.</summary>
    public static IReadOnlyDictionary<string, bool> TokenProfiles { get; } = new Dictionary<string, bool>(StringComparer.Ordinal) { ["rfc9068"] = true };

    public static IReadOnlyDictionary<string, ContractMode> Modes { get; } = new Dictionary<string, ContractMode>(StringComparer.Ordinal)
    {
        ["enforce"] = ContractMode.Enforce,
        ["shadow"] = ContractMode.Shadow,
    };

    public static IReadOnlyDictionary<string, UnknownMembers> UnknownMembers { get; } = new Dictionary<string, UnknownMembers>(StringComparer.Ordinal)
    {
        ["ignore"] = Contracts.UnknownMembers.Ignore,
        ["refuse"] = Contracts.UnknownMembers.Refuse,
    };

    public static IReadOnlyDictionary<string, FieldErrorForm> FieldErrorForms { get; } = new Dictionary<string, FieldErrorForm>(StringComparer.Ordinal)
    {
        ["first"] = FieldErrorForm.First,
        ["grouped"] = FieldErrorForm.Grouped,
        ["list"] = FieldErrorForm.List,
        ["issues"] = FieldErrorForm.Issues,
    };

    /// <summary>Whether null and blank texts count as not sent.</summary>
    public static IReadOnlyDictionary<string, bool> BlankIsMissing { get; } = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["absent"] = false,
        ["blank"] = true,
    };

    public static IReadOnlyDictionary<string, FieldFaultKind> FieldFaultKinds { get; } =
        Enum.GetValues<FieldFaultKind>().ToDictionary(kind => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..], StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, RateLimitPartition> Partitions { get; } =
        Enum.GetValues<RateLimitPartition>().ToDictionary(partition => partition.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, IdempotencyScope> IdempotencyScopes { get; } =
        Enum.GetValues<IdempotencyScope>().ToDictionary(scope => scope.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, IdempotencyKeyForm> IdempotencyKeyForms { get; } =
        Enum.GetValues<IdempotencyKeyForm>().ToDictionary(form => form.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, RateLimitKind> LimitKinds { get; } = new Dictionary<string, RateLimitKind>(StringComparer.Ordinal)
    {
        ["fixed"] = RateLimitKind.Fixed,
        ["rolling"] = RateLimitKind.Rolling,
    };

    public static IReadOnlyDictionary<string, RateLimitCharging> Charging { get; } =
        Enum.GetValues<RateLimitCharging>().ToDictionary(charging => charging.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>Things that a limit guards, true for a secret.</summary>
    public static IReadOnlyDictionary<string, bool> Guarded { get; } = new Dictionary<string, bool>(StringComparer.Ordinal) { ["secret"] = true };

    public static IReadOnlyDictionary<string, RateLimitLoss> Losses { get; } =
        Enum.GetValues<RateLimitLoss>().ToDictionary(loss => loss.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, RateLimitHeaders> LimitHeaders { get; } = new Dictionary<string, RateLimitHeaders>(StringComparer.Ordinal)
    {
        ["x-ratelimit"] = RateLimitHeaders.XRateLimit,
        ["ietf"] = RateLimitHeaders.Ietf,
        ["none"] = RateLimitHeaders.None,
    };

    public static IReadOnlyDictionary<string, ErrorSource> Sources { get; } = new Dictionary<string, ErrorSource>(StringComparer.Ordinal)
    {
        ["page"] = ErrorSource.Page,
        ["extension"] = ErrorSource.Extension,
    };

    /// <summary>The variables of envelopes. Arguments and members have the name of one after their word.</summary>
    public static IReadOnlyDictionary<string, EnvelopeVariable> Variables { get; } =
        Enum.GetValues<EnvelopeVariable>()
            .Where(variable => variable is not (EnvelopeVariable.Argument or EnvelopeVariable.Member))
            .ToDictionary(WordOf, StringComparer.Ordinal);

    /// <summary>The word of a variable.</summary>
    public static string WordOf(EnvelopeVariable variable)
    {
        var name = variable.ToString();
        foreach (var family in Families)
        {
            if (name.StartsWith(family, StringComparison.Ordinal) && name.Length > family.Length)
            {
                return $"${Camel(family)}.{Camel(name[family.Length..])}";
            }
        }

        return "$" + Camel(name);
    }

    public static IReadOnlyDictionary<string, FaultSource> FaultSources { get; } = new Dictionary<string, FaultSource>(StringComparer.Ordinal)
    {
        ["faults"] = FaultSource.Faults,
        ["fields"] = FaultSource.Fields,
        ["wholes"] = FaultSource.Wholes,
        ["errors"] = FaultSource.Errors,
    };

    public static IReadOnlyDictionary<string, FaultKey> FaultKeys { get; } =
        Enum.GetValues<FaultKey>().ToDictionary(key => Camel(key.ToString()), StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, DetailsType> DetailsTypes { get; } = new Dictionary<string, DetailsType>(StringComparer.Ordinal)
    {
        ["string"] = DetailsType.String,
        ["integer"] = DetailsType.Integer,
        ["number"] = DetailsType.Number,
        ["boolean"] = DetailsType.Boolean,
        ["fieldErrors"] = DetailsType.FieldErrors,
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
