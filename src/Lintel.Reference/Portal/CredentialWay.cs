using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>One way to present a credential, in words and in curl.</summary>
/// <param name="Title">The kind of credential.</param>
/// <param name="Text">Where it stands; `text` is code.</param>
/// <param name="Variables">The variables of a shell that hold its parts.</param>
/// <param name="Options">The options of curl that send it; empty where curl alone cannot.</param>
internal sealed record CredentialWay(string Title, string Text, IReadOnlyList<string> Variables, IReadOnlyList<string> Options)
{
    /// <summary>The options of curl that requests by other methods than GET need besides.</summary>
    public IReadOnlyList<string> UnsafeOptions { get; init; } = [];

    /// <summary>The credential that is wanted, in words such as "that is revoked"; null for one of the reader's.</summary>
    public string? Wanted { get; init; }

    /// <summary>The words in the place of a part of the credential.</summary>
    public string Placeholder(string variable) =>
        variable.ToLowerInvariant().Replace('_', ' ') is var part && Wanted is { } wanted ? $"paste a {part} {wanted} here" : $"paste your {part} here";

    public static CredentialWay Of(CredentialScheme scheme) => scheme switch
    {
        KeyScheme { Kind: CredentialKind.Bearer } key => new(
            "API key",
            $"Send the key in the header `Authorization: Bearer <key>`. Keys begin with `{key.Prefix}_`.",
            ["KEY"],
            ["-H \"Authorization: Bearer $KEY\""]),
        KeyScheme key => new(
            "API key",
            $"Send the key in the header `{key.Header}`. Keys begin with `{key.Prefix}_`.",
            ["KEY"],
            [$"-H \"{key.Header}: $KEY\""]),
        SessionScheme { Kind: CredentialKind.SessionCookie } session => new(
            "Session cookie",
            $"Browsers send the cookie `{session.Cookie}` that signing in has set.",
            ["SESSION"],
            [$"-b \"{session.Cookie}=$SESSION\""])
        { UnsafeOptions = ["-H 'Sec-Fetch-Site: same-origin'"] },
        SessionScheme => new(
            "Session",
            "Send the token that signing in has returned in the header `Authorization: Bearer <token>`.",
            ["TOKEN"],
            ["-H \"Authorization: Bearer $TOKEN\""]),
        ApplicationScheme application => new(
            "Application",
            $"Send all three of one application: `{application.Header}`, `{application.ClientSecretHeader}` and `{application.ApiKeyHeader}`.",
            ["CLIENT_ID", "CLIENT_SECRET", "API_KEY"],
            [
                $"-H \"{application.Header}: $CLIENT_ID\"",
                $"-H \"{application.ClientSecretHeader}: $CLIENT_SECRET\"",
                $"-H \"{application.ApiKeyHeader}: $API_KEY\"",
            ]),
        JwtScheme => new(
            "Access token",
            "Send an access token of the issuer in the header `Authorization: Bearer <token>`.",
            ["TOKEN"],
            ["-H \"Authorization: Bearer $TOKEN\""]),
        _ => new($"Credential `{scheme.Word}`", "The application reads this credential itself; the guide says how it is made.", [], []),
    };

    /// <summary>The ways that an operation accepts, those of the contract where there is none.</summary>
    public static IReadOnlyList<CredentialWay> For(PortalApi api, Operation? operation) =>
        [.. api.Contract.Credentials.Where(scheme => operation?.Accepts(scheme) ?? true).Select(Of)];
}
