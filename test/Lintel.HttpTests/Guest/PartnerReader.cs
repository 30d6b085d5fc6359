using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Guest;

/// <summary>A partner of the application, whose secret both sides know.</summary>
/// <param name="AccountId">The partner's account.</param>
/// <param name="Secret">The secret.</param>
public sealed record Partner(string AccountId, byte[] Secret);

/// <summary>The partners by name. An application has them in a store of its own.</summary>
public sealed class Partners : Dictionary<string, Partner>;

/// <summary>A request that a partner has signed: <c>X-Signature: name:unix seconds:HMAC-SHA256 in hex</c> over seconds, method, path and query.</summary>
public sealed class PartnerReader(Partners partners, TimeProvider time) : ICredentialReader
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public bool IsPresented(HttpRequest request) => request.Headers.ContainsKey("X-Signature");

    /// <inheritdoc/>
    public ValueTask<CredentialResult> VerifyAsync(ApiCall call) => ValueTask.FromResult(Verify(call.Http.Request));

    private CredentialResult Verify(HttpRequest request)
    {
        if (request.Headers["X-Signature"].ToString().Split(':') is not [var name, var seconds, var signature]
            || !uint.TryParse(seconds, CultureInfo.InvariantCulture, out var signedAt))
        {
            return Refusal.For(Condition.CredentialMalformed);
        }

        var text = Encoding.UTF8.GetBytes($"{seconds}\n{request.Method}\n{request.Path}{request.QueryString}");
        var partner = partners.GetValueOrDefault(name);
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(partner?.Secret ?? [], text));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(expected)) || partner is null)
        {
            return Refusal.For(Condition.CredentialUnknown);
        }

        return (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(signedAt)).Duration() > Tolerance
            ? Refusal.For(Condition.CredentialExpired)
            : CredentialResult.Account(partner.AccountId, name, ["things:read"]);
    }
}
