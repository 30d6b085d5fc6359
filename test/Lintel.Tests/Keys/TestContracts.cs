using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.Tests.Keys;

/// <summary>Two contracts: one with Lintel's own keys and address lists, one with a page's opaque keys and without.</summary>
internal static class TestContracts
{
    public static Contract Own { get; } = Make(
        "own",
        SecretHash.Hmac,
        [StageDescriptor.Credential, StageDescriptor.Key, StageDescriptor.Address, StageDescriptor.Scope]);

    public static Contract Opaque { get; } = Make("opaque", SecretHash.Sha256, [StageDescriptor.Credential, StageDescriptor.Key, StageDescriptor.Scope]);

    public static Contract[] All => [Own, Opaque];

    /// <summary><see cref="Own"/> with words for accounts.</summary>
    public static Contract With(AccountWords words) =>
        Make("own", SecretHash.Hmac, [StageDescriptor.Credential, StageDescriptor.Key, StageDescriptor.Scope], words);

    private static Contract Make(string api, SecretHash hash, StageDescriptor[] order, AccountWords? words = null) => new()
    {
        Accounts = words ?? new AccountWords([], []),
        Api = api,
        Title = api,
        BasePath = "/" + api,
        RequestId = new RequestIdFormat("req_", "X-Request-Id", 16),
        Credentials = [new KeyScheme
        {
            Kind = CredentialKind.Bearer,
            Header = "Authorization",
            Prefix = "tk",
            Hash = hash,
            Challenge = $"Bearer realm=\"{api}\""
        }],
        Order = order,
        Scopes =
        [
            new ScopeDefinition("items:read", "Read items.", []),
            new ScopeDefinition("items:write", "Write items.", ["items:read"]),
            new ScopeDefinition("items:admin", "Everything.", ["items:write"]),
        ],
        Plans = null,
        Limits = [new RateLimitPolicy { Name = "calls", Per = RateLimitPartition.Key, Allow = 60, Window = TimeSpan.FromMinutes(1), WindowText = "1 minute" }],
        Sizes = new SizeLimits(1 << 20, 8 << 10, 32 << 10, 32),
        UnknownMembers = UnknownMembers.Ignore,
        FieldErrors = new FieldErrorFormat(FieldErrorForm.First, blankIsMissing: false, FieldErrorFormat.DefaultTexts),
        Errors = [],
        Waives = [],
        Guide = string.Empty,
        File = api + ".yaml",
    };
}
