using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lintel;
using Lintel.AspNetCore;

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
            : CredentialResult.Account(partner.AccountId, name, ["stock:read"]);
    }
}

/// <summary>The partners by name: <c>Partners__0=brook:acct_…:secret</c> and so on.</summary>
public sealed class Partners : Dictionary<string, Partner>
{
    /// <summary>Reads the partners of the configuration.</summary>
    public Partners(IConfiguration configuration)
    {
        foreach (var partner in configuration.GetSection("Partners").GetChildren())
        {
            if (partner.Value?.Split(':') is [var name, var account, var secret])
            {
                Add(name, new Partner(account, Encoding.UTF8.GetBytes(secret)));
            }
        }
    }
}

/// <summary>Whose requests a partner's secret signs.</summary>
public sealed record Partner(string AccountId, byte[] Secret);
